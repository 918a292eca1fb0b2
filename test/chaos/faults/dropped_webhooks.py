"""No webhook ever comes: comparing with Bitbucket alone finds every push."""
from __future__ import annotations

from support.waiting import eventually
from world import World


class DroppedWebhooks:
    name = "all webhooks dropped"

    def strike(self, world: World) -> str:
        world.baryon.configure({"bitbucket": {"poll_interval": "1s"}})
        world.serve()
        for part in world.slices(2):
            world.publish(part)
            world.expect(part)
            eventually("all pushes are found", lambda: world.missing() == 0)
        return "none was sent; found by comparison"
