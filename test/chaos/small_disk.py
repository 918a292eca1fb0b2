"""A small file system of its own, which can be filled or made read-only without harm to anybody."""
from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path

from support.waiting import eventually
from world import Skip

PIECE = bytes(64 * 1024)


class SmallDisk:
    """A tmpfs at `place`; one at a time uses it."""

    def __init__(self, place: Path, megabytes: int):
        place.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Skip("needs the right to mount a tmpfs: run as root")
        self.place = place

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.place)], check=True)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        ballast = self.place / "ballast"
        with ballast.open("wb", buffering=0) as file:
            size = len(PIECE)
            while size > 0:
                try:
                    file.write(PIECE[:size])
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2
        try:
            yield
        finally:
            ballast.unlink()

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        # Busy while a file is open for writing; that does not last.
        eventually("the file system is read-only", lambda: self._remount("ro"))
        try:
            yield
        finally:
            eventually("the file system is writable", lambda: self._remount("rw"))

    def _remount(self, how: str) -> bool:
        command = ["mount", "-o", f"remount,{how}", str(self.place)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
