"""The payload of `repo:refs_changed`."""
from __future__ import annotations

from git_http import RefUpdate
from git_repository import ZERO_HASH, GitRepository
from repositories import Repository
from shapes import Json, Shapes, ref_change, timestamp_of_event

REFS_CHANGED = "repo:refs_changed"
COMMITS_IN_PAYLOAD = 5


def refs_changed(
    shapes: Shapes, git: GitRepository, repository: Repository, updates: list[RefUpdate], user: str
) -> Json:
    """One payload for all refs of a push."""
    payload = {
        "eventKey": REFS_CHANGED,
        "date": timestamp_of_event(),
        "actor": shapes.user(user),
        "repository": shapes.repository(repository),
        "changes": [ref_change(name, old, new) for name, old, new in updates],
    }
    tips = [new for _, _, new in updates if new != ZERO_HASH]
    bases = [old for _, old, _ in updates if old != ZERO_HASH]
    until = [commit for commit in git.peel(tips) if commit]
    since = [commit for commit in git.peel(bases) if commit]
    commits = git.commits(until, since, COMMITS_IN_PAYLOAD)
    payload["commits"] = [shapes.commit(commit) for commit in commits]
    if until:
        tip = git.exactly(until[:1])[0]
        payload["toCommit"] = shapes.commit(tip, git.exactly(tip.parents))
    return payload
