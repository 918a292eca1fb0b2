"""A PostgreSQL server of its own: a cluster in a temporary folder on a free port, gone at the end. The server refuses to
run as root, so that root runs it as the user `postgres` that Debian's package makes."""
from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from support.waiting import PATIENCE, eventually

USER = "baryon"
PASSWORD = "pass:word/with@signs"
ENCODED_PASSWORD = "pass%3Aword%2Fwith%40signs"


def find_programs() -> Path | None:
    """Where initdb and postgres are: the newest version, which Debian keeps off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    found = shutil.which("initdb")
    if found:
        places.append(Path(found).resolve().parent)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


PROGRAMS = find_programs()
MISSING = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"


def _as_server_user() -> list[str]:
    """The server ends with us, however we end."""
    ends_with_us = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return ends_with_us
    return [*ends_with_us, "--reuid=postgres", "--regid=postgres", "--clear-groups"]


class PostgresqlServer:
    """`is_durable`: a commit is on the disk before it is answered. Most tests do not pull the plug, and save the time."""

    def __init__(self, is_durable: bool = False):
        assert PROGRAMS is not None, MISSING
        self.is_durable = is_durable
        self.folder = Path(tempfile.mkdtemp(prefix="baryon-pg-"))
        self.data = self.folder / "data"
        self.log_file = self.folder / "server.log"
        self.process: subprocess.Popen | None = None
        self.port = 0
        try:
            if os.geteuid() == 0:
                owner = pwd.getpwnam("postgres")
                os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            password_file = self.folder / "password"
            password_file.write_text(PASSWORD)
            password_file.chmod(0o644)
            subprocess.run(
                [*_as_server_user(), PROGRAMS / "initdb", "-D", self.data, "-U", USER, "-A", "scram-sha-256",
                 "--pwfile", password_file, "-E", "UTF8", "--locale", "C.UTF-8", "-N"],
                cwd=self.folder, check=True, capture_output=True,
            )
            self.start()
        except BaseException:
            self.remove()
            raise

    def url(self, database: str = "postgres", options: str = "") -> str:
        return f"postgresql://{USER}:{ENCODED_PASSWORD}@127.0.0.1:{self.port}/{database}{options}"

    def start(self) -> None:
        """On the port that it had before, if it had one."""
        self.port = self.port or _free_port()
        durable = "on" if self.is_durable else "off"
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": durable,
            "synchronous_commit": durable, "full_page_writes": durable, "shared_buffers": "32MB",
            "max_connections": 200, "max_wal_size": "256MB", "wal_level": "minimal", "max_wal_senders": 0,
            "autovacuum_naptime": "10s", "log_min_messages": "warning", "log_line_prefix": "%m [%p] ",
        }
        given = [f"--{name}={value}" for name, value in settings.items()]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_server_user(), PROGRAMS / "postgres", "-D", self.data, *given],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        eventually("the PostgreSQL server takes connections", self._is_ready)

    def stop(self) -> None:
        """In an orderly way; connections are ended."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a power cut would. Its children notice, and are waited for: else it does not start again."""
        self._end(signal.SIGKILL)
        eventually("the killed server's processes are gone", lambda: not _processes(self.data))

    def hang(self) -> None:
        """It answers nothing any more, and closes no connection: the kernel goes on to take what is sent."""
        self.process.send_signal(signal.SIGSTOP)  # first, so that no children come after
        for process in _processes(self.data):
            os.kill(process, signal.SIGSTOP)

    def go_on(self) -> None:
        """After `hang`; harmless otherwise."""
        for process in _processes(self.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)

    def execute(self, statement: str, database: str = "postgres") -> str:
        """What psql prints for a statement, columns separated by |."""
        done = subprocess.run(
            [PROGRAMS / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-c", statement],
            check=True, capture_output=True, timeout=PATIENCE,
        )
        return done.stdout.decode().strip()

    def make_database(self, name: str) -> str:
        """A new empty database; its URL."""
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def remove(self) -> None:
        if self.process is not None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.process = None

    def _is_ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"the PostgreSQL server ended:\n{self.log}")
        done = subprocess.run(
            [PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], capture_output=True, check=False
        )
        return done.returncode == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _processes(data: Path) -> list[int]:
    """Those that work in the data directory, as all of a server's do."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and Path(os.readlink(entry / "cwd")) == data:
                found.append(int(entry.name))
        except OSError:
            continue
    return found
