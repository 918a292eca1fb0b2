"""One of three nodes on a PostgreSQL database is killed under load: the others do its work when its leases have ended."""
from __future__ import annotations

import time

from shared_database import move_to_postgresql
from world import World

LONGEST_LOAD = 1.0  # seconds from the first delivery to the kill
ROUNDS_FOR_ONE = 10  # of those of the suite


class NodeKilled:
    name = "one of three nodes killed"

    def strike(self, world: World) -> str:
        postgresql = move_to_postgresql(world)
        world.serve()
        names = ["two", "three"]
        for name in names:
            world.join(name)
        kills = max(1, world.scale.rounds // ROUNDS_FOR_ONE)
        begun = []
        for number, part in enumerate(world.slices(kills)):
            world.publish(part)
            begun += part
            sending = world.sender.in_background(part)
            time.sleep(world.chosen.uniform(0, LONGEST_LOAD))  # the instant of the power cut; nothing waits for it
            victim = world.chosen.choice(world.others)
            victim.kill()
            sending.join()
            if world.scale.is_short:
                # What a minute would do; to those that live as well, which then end what others have begun anew.
                postgresql.execute("UPDATE queue SET lease_until = 0 WHERE state = 'running'", "chaos")
            world.deliver_until_accepted(begun)
            world.others.remove(victim)
            world.join(f"instead-{number}")
        return f"killed {kills} times"
