"""The process is killed under load: at instants chosen at random, and at the very moment an answer is given."""
from __future__ import annotations

import time

from branches import Push
from world import World

LONGEST_LIFE = 1.5  # seconds from the first delivery of a round to the kill
MOST_AT_ONCE = 250  # deliveries in flight
HELD = 0.2  # seconds in which deliveries pile up before the first can be stored
SHARE_KILLED_AT_START = 0.2
LONGEST_START = 0.3


class Kill:
    name = "kill -9 under load"

    def strike(self, world: World) -> str:
        world.serve()
        begun = []
        for number, part in enumerate(world.slices(world.scale.rounds)):
            world.publish(part)
            begun += part
            wanted = world.sender.not_accepted(begun)
            if number % 2 == 0:
                self._kill_at_an_answer(world, wanted[-MOST_AT_ONCE:])
            else:
                self._kill_at_any_time(world, wanted)
            if world.chosen.random() < SHARE_KILLED_AT_START:
                world.start_and_kill(world.chosen.uniform(0, LONGEST_START))
            world.serve()
        world.deliver_until_accepted(begun)
        return f"killed {world.scale.rounds} times"

    def _kill_at_an_answer(self, world: World, pushes: list[Push]) -> None:
        """Of many that are stored together. What was answered too early is lost then."""
        let_go = world.hold_database()

        def piled_up() -> None:
            time.sleep(HELD)  # no longer than a delivery may wait; the fewer arrive in it, the less is found
            let_go()

        world.sender.send_at_once(pushes, piled_up, world.chosen.randint(1, len(pushes)), world.server.kill)
        world.server.kill()

    def _kill_at_any_time(self, world: World, pushes: list[Push]) -> None:
        sending = world.sender.in_background(pushes)
        time.sleep(world.chosen.uniform(0, LONGEST_LIFE))  # the instant of the power cut; nothing waits for it
        world.server.kill()
        sending.join()
