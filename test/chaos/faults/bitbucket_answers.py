"""Bitbucket answers, but not as it should."""
from __future__ import annotations

from typing import Any

from world import World

TIMES = 8


class BitbucketAnswers:
    """The next answers have these effects, those of the stand-in's README."""

    def __init__(self, what: str, **effects: Any):
        self.name = f"Bitbucket {what}"
        self._effects = effects

    def strike(self, world: World) -> str:
        world.serve()
        world.publish(world.pushes)
        world.fault(times=TIMES, **self._effects)
        world.deliver_until_accepted(world.pushes)
        world.wait_until_idle()
        left = world.stand_in.control("GET", "faults")
        if left:
            raise AssertionError(f"the fault did not strike as often as it should: {left}")
        return f"{TIMES} answers"
