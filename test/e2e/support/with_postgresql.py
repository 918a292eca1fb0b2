#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL server, whose URL it finds in BARYON_TEST_POSTGRESQL. Ends as the command does; with
77, which stands for "skipped", where no server is installed."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.postgresql import MISSING, PROGRAMS, PostgresqlServer  # noqa: E402


def main() -> int:
    if PROGRAMS is None:
        print(MISSING)
        return 77
    server = PostgresqlServer()
    try:
        environment = os.environ | {"BARYON_TEST_POSTGRESQL": server.url()}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        server.remove()


if __name__ == "__main__":
    sys.exit(main())
