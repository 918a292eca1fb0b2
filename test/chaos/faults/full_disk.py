"""The disk is full: deliveries are refused rather than half stored, and syncs wait."""
from __future__ import annotations

from branches import Push
from small_disk import SmallDisk
from support.waiting import eventually
from world import World

MEGABYTES = 48


class FullDisk:
    name = "disk full"

    def strike(self, world: World) -> str:
        disk = SmallDisk(world.baryon.data, MEGABYTES)
        world.cleanup.callback(disk.close)
        world.serve()
        world.publish(world.pushes)
        early, late = world.slices(2)
        world.sender.send(early)
        with disk.full():
            eventually("a delivery is refused", lambda: self._is_refused(world, late))
        world.deliver_until_accepted(world.pushes)
        return f"full until deliveries were refused: {world.sender.refused}"

    def _is_refused(self, world: World, pushes: list[Push]) -> bool:
        world.sender.send(world.sender.not_accepted(pushes))
        return world.sender.refused > 0
