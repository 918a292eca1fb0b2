"""The program under test: its configuration, its commands, and the running server."""
from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.stand_in import Answer
from support.waiting import PATIENCE, eventually
from support.web import request

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("BARYON_BINARY") or ROOT / "build/release/baryon").resolve()
OURS = ("BARYON_", "BITBUCKET_", "WEBPROXY_", "PROTON_", "S3BUCKET", "KEEP_VERSIONS", "AWS_")
ADDRESS = re.compile(r"\bserving\b.*\baddress=(https?://\S+)")

Settings = dict[str, Any]


def clean_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without anything that the program would take for its configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    leaks = {"LSAN_OPTIONS": f"suppressions={ROOT / 'test/e2e/leaks_of_others.txt'}"}  # for builds with AddressSanitizer
    return kept | leaks | dict(more or {})


def merged(settings: Settings, changes: Settings) -> Settings:
    """`settings` with `changes` laid over them, section by section."""
    out = dict(settings)
    for key, value in changes.items():
        both_are_sections = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = merged(out[key], value) if both_are_sections else value
    return out


@dataclass
class Done:
    """How a command ended."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Baryon:
    """An installation: a configuration file and a data directory in one folder."""

    def __init__(self, folder: Path, settings: Settings | None = None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self.config_file = folder / "baryon.yaml"
        self.settings: Settings = {
            "server": {"listen": "127.0.0.1:0"},
            "database": f"sqlite:{self.data}/baryon.db",
            "store": {"url": f"file:{self.data}/objects"},
        }
        self.configure(settings or {})

    @property
    def objects(self) -> Path:
        return self.data / "objects"

    def configure(self, changes: Settings) -> None:
        """Lay `changes` over the configuration file. JSON is YAML, too."""
        self.settings = merged(self.settings, changes)
        self.config_file.write_text(json.dumps(self.settings, indent=2, ensure_ascii=False))

    def run(self, *arguments: str, expect: int | None = 0, environment: Mapping[str, str] | None = None) -> Done:
        """A command of this installation. Fails unless it ends with `expect`; None takes any code."""
        return run(
            "--config", str(self.config_file), *arguments, expect=expect, environment=environment, folder=self.folder
        )

    def json(self, *arguments: str) -> Any:
        """What a command prints with --json."""
        return self.run(*arguments, "--json").json

    def versions(self, template: str) -> list[str]:
        """`1.0`, `1.1`, ... as listed; nothing for a template that is not registered."""
        done = self.run("versions", template, "--json", expect=None)
        if done.code == 1:
            return []
        return [version["version"] for version in done.json]

    def serve(self, environment: Mapping[str, str] | None = None) -> Server:
        """Start the server and wait until it listens."""
        return Server(self, environment)


def run(
    *arguments: str,
    expect: int | None = 0,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: int | None = None,
    binary: Path = BINARY,
) -> Done:
    """The program with these arguments, to its end."""
    finished = subprocess.run(
        [str(binary), *arguments],
        env=clean_environment(environment),
        cwd=folder,
        user=user,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
    )
    done = Done(arguments, finished.returncode, finished.stdout.decode(), finished.stderr.decode())
    if expect is not None and done.code != expect:
        raise AssertionError(
            f"baryon {' '.join(arguments)}: ended with {done.code} instead of {expect}\n{done.out}{done.err}"
        )
    return done


class Server:
    """A running `baryon serve`; its log is on standard error."""

    def __init__(self, baryon: Baryon, environment: Mapping[str, str] | None = None):
        number = len(list(baryon.folder.glob("serve-*.log"))) + 1
        self.log_file = baryon.folder / f"serve-{number}.log"
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [str(BINARY), "--config", str(baryon.config_file), "serve"],
                env=clean_environment(environment),
                cwd=baryon.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                restore_signals=False,  # SIGXFSZ stays ignored: support/full_disk.py
            )
        try:
            self.url = eventually("the server's address in its log", self._address)
        except BaseException:
            self.kill()
            raise

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> int:
        """Ask it to end, as a service manager would. Returns its exit code."""
        self.ask_to_stop()
        return self.wait()

    def ask_to_stop(self) -> None:
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.is_running:
            self.process.kill()
            self.process.wait()

    def get(self, path: str, **headers: str) -> Answer:
        """In names of headers, _ stands for a dash."""
        return request(self.url + path, headers=with_dashes(headers))

    def post(self, path: str, body: bytes, chunked: bool = False, **headers: str) -> Answer:
        return request(self.url + path, "POST", body, with_dashes(headers), chunked)

    def wait_for_log(self, text: str) -> None:
        eventually(f"'{text}' in the log", lambda: text in self.log)

    def _address(self) -> str | None:
        if not self.is_running:
            raise AssertionError(f"baryon serve ended with {self.process.returncode}:\n{self.log}")
        found = ADDRESS.search(self.log)
        return found and found[1]


def with_dashes(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


