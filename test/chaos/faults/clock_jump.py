"""The machine's clock jumps ahead and far back. Debian's libfaketime moves it for the server alone."""
from __future__ import annotations

from pathlib import Path

from world import Skip, World

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
AHEAD = "+3h"
BACK = "-3h"


class ClockJump:
    name = "clock jumps 3 h ahead, then 6 h back"

    def strike(self, world: World) -> str:
        if not LIBRARIES:
            raise Skip("needs libfaketime: scripts/install-packages check")
        offset = world.folder / "clock"
        offset.write_text("+0")
        world.environment = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        world.serve()
        world.publish(world.pushes)
        for part, jump in zip(world.slices(3), (AHEAD, BACK, "+0"), strict=True):
            world.deliver_until_accepted(part)
            replace(offset, jump)
        return "two jumps, and one back to the truth"


def replace(file: Path, text: str) -> None:
    """At once: the server reads it at any time."""
    other = file.with_suffix(".new")
    other.write_text(text)
    other.rename(file)
