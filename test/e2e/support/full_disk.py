"""A disk that is full for one process: files may not grow beyond a limit, whoever runs the test."""
from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator

ROOM = 256 * 1024  # enough for the log


@contextlib.contextmanager
def full_disk(process_id: int, room: int = ROOM) -> Iterator[None]:
    """Meanwhile no file of that process grows beyond `room` bytes: EFBIG, as ENOSPC on a full disk."""
    before = resource.prlimit(process_id, resource.RLIMIT_FSIZE)
    resource.prlimit(process_id, resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process_id, resource.RLIMIT_FSIZE, before)
