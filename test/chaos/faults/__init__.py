"""All faults, in the order in which they strike. A new one is a file here and a line below."""
from __future__ import annotations

from typing import Protocol

from faults.bitbucket_answers import BitbucketAnswers
from faults.bitbucket_down import BitbucketDown
from faults.clock_jump import ClockJump
from faults.dropped_webhooks import DroppedWebhooks
from faults.full_disk import FullDisk
from faults.kill import Kill
from faults.node_killed import NodeKilled
from faults.postgresql_away import PostgresqlAway
from faults.read_only_store import ReadOnlyStore
from world import World


class Fault(Protocol):
    """Delivers the world's pushes while something goes wrong, and ends when all is well again."""

    name: str

    def strike(self, world: World) -> str:
        """Returns what was done, for the report. Raises Skip where it cannot be done here."""


FAULTS: list[Fault] = [
    Kill(),
    FullDisk(),
    ReadOnlyStore(),
    BitbucketDown(),
    BitbucketAnswers("slow", trickle=2000),
    BitbucketAnswers("answers 429", status=429, retry_after=1),
    BitbucketAnswers("answers 500", status=500),
    BitbucketAnswers("answers 503", status=503),
    BitbucketAnswers("cuts bodies off", cut_body_after=100),
    BitbucketAnswers("shows a login page instead", html_login=True),
    ClockJump(),
    DroppedWebhooks(),
    PostgresqlAway(),
    NodeKilled(),
]
# What ./check has time for: one of each kind.
REPRESENTATIVE = ("kill -9", "disk full", "cuts bodies off", "dropped", "PostgreSQL", "nodes")
