"""Was every accepted delivery synced, and exactly once?"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from branches import Key


@dataclass
class Verdict:
    """What is wrong, in words; nothing may be."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.strange)


def judge(accepted: Iterable[Key], known: set[Key], syncs: list[dict[str, Any]], versions: list[dict[str, Any]],
          gaps: list[dict[str, Any]]) -> Verdict:
    """`accepted`: what was answered 2xx; `known`: what was pushed at all. Each push holds content that no other has.

    `syncs`, `versions` and `gaps` are what the server lists when it is idle; a version has its `template` beside what the
    API says of it, and `gaps` are the ledger's.
    """
    verdict = Verdict()
    ended = Counter((sync["repository"], sync["ref"], sync["commit"]) for sync in syncs)
    states = {(sync["repository"], sync["ref"], sync["commit"]): sync for sync in syncs}
    made = Counter((version["template"], version["commit"]) for version in versions)
    commits = {version["commit"] for version in versions}
    digests = Counter((version["template"], version["digest"]) for version in versions)
    for key in accepted:
        name = " ".join(key)
        if key not in states:
            verdict.lost.append(f"{name}: accepted, but there is no sync")
        elif states[key]["state"] != "succeeded":
            verdict.lost.append(f"{name}: its sync is {states[key]['state']}: {states[key].get('reason')}")
        elif key[2] not in commits:
            verdict.lost.append(f"{name}: its sync succeeded, but there is no version")
    verdict.doubled += [f"{' '.join(key)}: {count} syncs" for key, count in ended.items() if count > 1]
    verdict.doubled += [f"{' '.join(key)}: {count} versions of one commit" for key, count in made.items() if count > 1]
    verdict.doubled += [f"{' '.join(key)}: {count} versions of one content" for key, count in digests.items() if count > 1]
    verdict.strange += [f"{' '.join(key)}: synced, but never pushed" for key in ended if key not in known]
    pushed = {key[2] for key in known}
    verdict.strange += [f"{commit}: registered, but never pushed" for commit in commits - pushed]
    verdict.strange += _missing_numbers(versions)
    verdict.strange += [f"{gap['repository']} {gap['ref']}: open in the ledger: {gap['reason']}" for gap in gaps]
    return verdict


def _missing_numbers(versions: list[dict[str, Any]]) -> list[str]:
    """Numbers run from 0 without a gap: none was given and lost."""
    numbers: dict[str, list[int]] = {}
    for version in versions:
        numbers.setdefault(version["template"], []).append(int(version["version"].split(".")[1]))
    return [
        f"{template}: its minor versions are not 0 to {len(minors) - 1}"
        for template, minors in numbers.items()
        if sorted(minors) != list(range(len(minors)))
    ]
