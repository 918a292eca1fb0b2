"""Packages from npm, pinned by the lock file of a folder of the tests."""
from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import unittest
from pathlib import Path

BUILD = Path(__file__).resolve().parents[3] / "build" / "npm"


def node_modules(folder: Path) -> Path:
    """Install what `folder/package-lock.json` names, below build/, once for each content of it; `node_modules`.

    Skips the test where npm is missing or its registry cannot be reached.
    """
    if shutil.which("npm") is None:
        raise unittest.SkipTest("npm is not installed")
    names = ("package.json", "package-lock.json")
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()[:16]
    target = BUILD / f"{folder.name}-{digest}"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "lock").open("w") as lock:  # suites run in parallel
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "complete").exists():
            for name in names:
                shutil.copy(folder / name, target)
            _install(target)
            (target / "complete").touch()
    return target / "node_modules"


def _install(target: Path) -> None:
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, timeout=600)
    if done.returncode == 0:
        return
    if any(word in done.stderr for word in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")):
        raise unittest.SkipTest("npm cannot reach its registry")
    raise AssertionError(f"npm ci failed:\n{done.stderr}")
