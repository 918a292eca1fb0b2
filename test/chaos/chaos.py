#!/usr/bin/env python3
"""Lets things go wrong around the real program, and looks whether every accepted delivery was synced exactly once.

The end of each fault: all deliveries that were answered 2xx are synced and registered, once each, and nothing else is.
Prints a report. Exit 1 when anything was lost or doubled; then logs and data are kept, and their folder is named.
"""
from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "e2e"))

from faults import FAULTS, REPRESENTATIVE, Fault  # noqa: E402
from faults.kill import Kill  # noqa: E402
from report import Outcome, Report  # noqa: E402
from world import Scale, Skip, World  # noqa: E402

LONG = Scale(rounds=50, deliveries=5000)
SHORT = Scale(rounds=4, deliveries=200, is_short=True)
SHARE_OF_OTHERS = 0.05  # of the deliveries, for each fault but the first
FEWEST = 24


def main() -> int:
    options = parse()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    scale = scale_of(options)
    report = Report(seed, scale.rounds)
    folder = Path(tempfile.mkdtemp(prefix="baryon-chaos-"))
    for number, fault in enumerate(chosen_faults(options)):
        name = f"{number:02} {fault.name}".replace(" ", "-").replace(",", "")
        outcome = under(fault, folder / name, scale, random.Random(f"{seed} {fault.name}"))
        report.outcomes.append(outcome)
        if not options.json:
            print(f"{fault.name}: {outcome.done}", file=sys.stderr, flush=True)
    print(json.dumps(report.json(), indent=2) if options.json else report.text())
    if report.is_good:
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    print(f"logs and data: {folder}", file=sys.stderr)
    return 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="one fault of each kind in about a minute, as ./check runs it")
    parser.add_argument("--seed", type=int, help="repeats the choices of an earlier run; else a new one is drawn")
    parser.add_argument("--rounds", type=int, help=f"how often the process is killed ({LONG.rounds}; short {SHORT.rounds})")
    parser.add_argument("--deliveries", type=int, help=f"sent meanwhile ({LONG.deliveries}; short {SHORT.deliveries})")
    parser.add_argument("--fault", help="only the faults whose names hold this")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    return parser.parse_args()


def scale_of(options: argparse.Namespace) -> Scale:
    preset = SHORT if options.short else LONG
    return Scale(options.rounds or preset.rounds, options.deliveries or preset.deliveries, preset.is_short)


def chosen_faults(options: argparse.Namespace) -> list[Fault]:
    parts = [options.fault] if options.fault else REPRESENTATIVE if options.short else [""]
    found = [fault for fault in FAULTS if any(part in fault.name for part in parts)]
    if not found:
        sys.exit(f"scripts/chaos: no fault is named like '{options.fault}'; there are: {', '.join(f.name for f in FAULTS)}")
    return found


def others_of(whole: Scale) -> Scale:
    return Scale(whole.rounds, max(FEWEST, int(whole.deliveries * SHARE_OF_OTHERS)), whole.is_short)


def under(fault: Fault, folder: Path, whole: Scale, chosen: random.Random) -> Outcome:
    """One fault, from an empty installation until all is well again."""
    outcome = Outcome(fault.name)
    scale = whole if isinstance(fault, Kill) else others_of(whole)
    began = time.monotonic()
    world = World(folder, scale, chosen)
    try:
        outcome.done = fault.strike(world)
        world.clear_faults()
        world.wait_until_idle()
        verdict = world.verdict()
        outcome.lost, outcome.doubled, outcome.strange = verdict.lost, verdict.doubled, verdict.strange
        outcome.versions = len(world.versions())
    except Skip as reason:
        outcome.done, outcome.is_skipped = str(reason), True
    except Exception as error:  # the report says so, and the other faults go on
        outcome.done = "broke off"
        outcome.strange.append(f"{type(error).__name__}: {error}")
        (folder / "traceback.txt").write_text(traceback.format_exc())
    finally:
        world.close()
    outcome.sent, outcome.accepted = world.sender.sent, len(world.sender.accepted)
    outcome.refused, outcome.cut = world.sender.refused, world.sender.cut
    outcome.seconds = time.monotonic() - began
    return outcome


if __name__ == "__main__":
    sys.exit(main())
