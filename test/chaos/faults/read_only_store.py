"""The store's file system becomes read-only: deliveries are accepted all the same, and synced later."""
from __future__ import annotations

from small_disk import SmallDisk
from support.waiting import eventually
from world import World

MEGABYTES = 48


class ReadOnlyStore:
    name = "store read-only"

    def strike(self, world: World) -> str:
        disk = SmallDisk(world.baryon.objects, MEGABYTES)
        world.cleanup.callback(disk.close)
        world.serve()
        world.publish(world.pushes)
        early, late = world.slices(2)
        world.sender.send(early)
        with disk.read_only():
            world.deliver_until_accepted(late)
            eventually("a sync fails", lambda: any(sync["state"] == "retryable" for sync in world.syncs()))
        return "read-only until a sync had failed"
