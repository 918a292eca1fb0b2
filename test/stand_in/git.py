"""Runs Git shut off from the configuration of the user and the machine."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

# Reports what a push changed, exactly and without comparing refs: pushes to one repository may overlap.
POST_RECEIVE = '#!/bin/sh\nexec cat >> "$STAND_IN_REF_CHANGES"\n'


class GitError(Exception):
    """A Git command failed; the text is what it wrote to stderr."""


class Git:
    """Starts Git commands. Thread-safe."""

    def __init__(self, hooks: Path, verbose: bool):
        hooks.mkdir(parents=True, exist_ok=True)
        (hooks / "post-receive").write_text(POST_RECEIVE)
        (hooks / "post-receive").chmod(0o755)
        self._environment = _environment(hooks)
        self.stderr = None if verbose else subprocess.DEVNULL

    def environment(self, **more: str) -> dict[str, str]:
        return self._environment | more

    def run(self, *arguments: str, directory: Path | None = None, stdin: bytes = b"") -> bytes:
        """A command's output. Raises GitError if it fails."""
        done = subprocess.run(
            ["git", *arguments], cwd=directory, input=stdin, env=self._environment, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise GitError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def start(self, *arguments: str, directory: Path) -> subprocess.Popen[bytes]:
        """A command whose output is to be streamed. The caller waits for it or kills it."""
        return subprocess.Popen(
            ["git", *arguments],
            cwd=directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.stderr,
        )


def _environment(hooks: Path) -> dict[str, str]:
    settings = {
        "core.hooksPath": str(hooks),
        "core.attributesFile": "/dev/null",
        "http.receivepack": "true",
        "safe.directory": "*",
        # No collection behind a test's back: a process that outlives it, and overtaken commits that vanish.
        "receive.autogc": "false",
        "gc.auto": "0",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k == "GIT_EXEC_PATH"}
    environment |= {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for index, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return environment
