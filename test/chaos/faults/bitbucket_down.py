"""Bitbucket is gone while deliveries come in, and comes back at the same address."""
from __future__ import annotations

from support.stand_in import StandInProcess
from support.waiting import eventually
from world import World


class BitbucketDown:
    name = "Bitbucket down"

    def strike(self, world: World) -> str:
        world.serve()
        world.publish(world.pushes)
        early, late = world.slices(2)
        world.sender.send(early)
        port = world.stand_in.port
        world.stand_in.stop()
        world.deliver_until_accepted(late)
        eventually("a sync fails", lambda: any(sync["state"] == "retryable" for sync in world.syncs()))
        world.stand_in = StandInProcess(world.folder / "stand-in", "--open-push", "--port", str(port))
        return "stopped until a sync had failed"
