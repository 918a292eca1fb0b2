"""PostgreSQL stops, is killed, and comes back, under load: deliveries are refused in between and none is half stored."""
from __future__ import annotations

import time

from shared_database import move_to_postgresql
from support.waiting import eventually
from world import World

LONGEST_LOAD = 0.5  # seconds from the first delivery to the blow
ROUNDS_FOR_ONE = 10  # of those of the suite


class PostgresqlAway:
    name = "PostgreSQL stopped, killed, started"

    def strike(self, world: World) -> str:
        postgresql = move_to_postgresql(world)
        world.serve()
        ways = [postgresql.stop, postgresql.kill] * max(1, world.scale.rounds // ROUNDS_FOR_ONE)
        begun = []
        for part, go in zip(world.slices(len(ways)), ways, strict=True):
            world.publish(part)
            begun += part
            refused = world.sender.refused
            sending = world.sender.in_background(part)
            time.sleep(world.chosen.uniform(0, LONGEST_LOAD))  # the instant of the blow; nothing waits for it
            go()
            sending.join()
            eventually("a delivery is refused", lambda before=refused: self._is_refused(world, begun, before))
            postgresql.start()
            world.deliver_until_accepted(begun)
        return f"{len(ways)} times"

    def _is_refused(self, world: World, pushes: list, before: int) -> bool:
        world.sender.send((world.sender.not_accepted(pushes) or pushes)[:1])
        return world.sender.refused > before
