"""What happened under each fault, for people and for programs."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 20  # findings of a fault in the text


@dataclass
class Outcome:
    """Of one fault."""

    fault: str
    done: str = ""  # what was done, or why it was not
    is_skipped: bool = False
    sent: int = 0
    accepted: int = 0
    refused: int = 0
    cut: int = 0
    versions: int = 0
    seconds: float = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.strange)


@dataclass
class Report:
    seed: int
    rounds: int
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return all(outcome.is_good for outcome in self.outcomes)

    def total(self, name: str) -> int:
        values = [getattr(outcome, name) for outcome in self.outcomes]
        return sum(value if isinstance(value, int) else len(value) for value in values)

    def json(self) -> dict[str, Any]:
        names = ("sent", "accepted", "refused", "cut", "versions", "lost", "doubled", "strange")
        return {
            "seed": self.seed,
            "rounds": self.rounds,
            "faults": [asdict(outcome) for outcome in self.outcomes],
            "total": {name: self.total(name) for name in names},
            "good": self.is_good,
        }

    def text(self) -> str:
        lines = [HEAD] + [line for outcome in self.outcomes for line in _lines(outcome)]
        struck = [outcome for outcome in self.outcomes if not outcome.is_skipped]
        lines.append(
            f"seed {self.seed}: {len(struck)} faults, {self.rounds} rounds, {self.total('sent')} deliveries sent, "
            f"{self.total('accepted')} accepted, {self.total('versions')} versions, "
            f"lost {self.total('lost')}, doubled {self.total('doubled')}"
        )
        return "\n".join(lines)


HEAD = f"{'fault':40}{'sent':>7}{'2xx':>7}{'503':>6}{'cut':>6}{'versions':>10}{'lost':>6}{'doubled':>9}{'s':>6}  what was done"


def _lines(outcome: Outcome) -> list[str]:
    if outcome.is_skipped:
        return [f"{outcome.fault:40}skipped: {outcome.done}"]
    line = (
        f"{outcome.fault:40}{outcome.sent:7}{outcome.accepted:7}{outcome.refused:6}{outcome.cut:6}"
        f"{outcome.versions:10}{len(outcome.lost):6}{len(outcome.doubled):9}{outcome.seconds:6.0f}  {outcome.done}"
    )
    found = outcome.lost + outcome.doubled + outcome.strange
    more = [f"    and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return [line, *(f"    {finding}" for finding in found[:SHOWN]), *more]
