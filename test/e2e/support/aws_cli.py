"""The AWS command line interface, pointed at the server under test."""
from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import unittest
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.waiting import PATIENCE

REFUSED = 254  # by the service
MISUSED = 252  # refused by the client itself
ERROR = re.compile(r"An error occurred \((\w+)\) when calling the (\w+) operation(?: \([^)]*\))?: (.*)", re.DOTALL)


@dataclass
class Refusal:
    """What the CLI says of an exception that the server answered with."""

    exception: str
    operation: str
    message: str


@functools.cache
def aws_binary() -> str:
    """Version 2: Debian's, unless BARYON_AWS_CLI names another; without one the test is skipped."""
    named = os.environ.get("BARYON_AWS_CLI")
    found = named or shutil.which("aws", path="/usr/bin:/usr/local/bin") or shutil.which("aws")
    if found is None:
        raise unittest.SkipTest("awscli is not installed")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=PATIENCE)
    if not told.stdout.startswith("aws-cli/2"):
        raise unittest.SkipTest(f"{found} is not version 2 of the AWS CLI: {told.stdout.strip()}")
    return found


class AwsCli:
    """`aws proton` with an access key. Nothing of the caller's own AWS configuration is seen by it."""

    def __init__(self, url: str, key: dict[str, str] | None, folder: Path, region: str = "eu-west-1"):
        self.binary = aws_binary()
        self.url = url
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "AWS_CONFIG_FILE": str(folder / "no-aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-aws-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "AWS_MAX_ATTEMPTS": "2",
            "AWS_DEFAULT_OUTPUT": "json",
            "AWS_REGION": region,
        }
        if key is not None:
            self.environment |= {"AWS_ACCESS_KEY_ID": key["id"], "AWS_SECRET_ACCESS_KEY": key["secret"]}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binary, "proton", *arguments, "--endpoint-url", self.url],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=4 * PATIENCE,
        )

    def __call__(self, *arguments: str) -> Any:
        """What a command prints, which is nothing for an empty answer; it has to succeed."""
        done = self.run(*arguments)
        if done.returncode != 0:
            raise AssertionError(f"aws proton {' '.join(arguments)}: ended with {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def refused(self, *arguments: str) -> Refusal:
        """The exception with which a command ends."""
        done = self.run(*arguments)
        found = ERROR.search(done.stderr)
        if done.returncode != REFUSED or found is None:
            raise AssertionError(
                f"aws proton {' '.join(arguments)}: ended with {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return Refusal(found[1], found[2], found[3].strip())
