"""What tests of the Proton API with the AWS command line interface start from."""
from __future__ import annotations

import datetime
import re
from typing import Any

from support.aws_cli import AwsCli
from support.proton import OPERATOR, ProtonCase

ACCOUNT = "arn:aws:proton:eu-west-1:000000000000"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class CliCase(ProtonCase):
    def setUp(self) -> None:
        super().setUp()
        self.aws = AwsCli(self.server.url, OPERATOR, self.folder)

    def source(self, key: str, bucket: str = "uploads") -> list[str]:
        return ["--source", f"s3={{bucket={bucket},key={key}}}"]

    def create_environment(self, name: str, *more: str) -> dict[str, Any]:
        return self.aws("create-environment-template", "--name", name, *more)["environmentTemplate"]

    def begin(self, name: str, key: str, *more: str, bucket: str = "uploads") -> dict[str, Any]:
        """A new version of an environment template, as it is answered at once."""
        command = "create-environment-template-version"
        begun = self.aws(command, "--template-name", name, *self.source(key, bucket), *more)
        return begun["environmentTemplateVersion"]

    def number(self, version: dict[str, Any]) -> list[str]:
        return [
            "--template-name",
            version["templateName"],
            "--major-version",
            version["majorVersion"],
            "--minor-version",
            version["minorVersion"],
        ]

    def registered(self, version: dict[str, Any]) -> dict[str, Any]:
        """The version, once it is registered."""
        self.aws("wait", "environment-template-version-registered", *self.number(version))
        return self.aws("get-environment-template-version", *self.number(version))["environmentTemplateVersion"]

    def published(self, version: dict[str, Any]) -> dict[str, Any]:
        command = "update-environment-template-version"
        return self.aws(command, *self.number(version), "--status", "PUBLISHED")["environmentTemplateVersion"]

    def assert_recent(self, text: str) -> None:
        """The CLI prints timestamps as ISO 8601; it can only if they came as numbers."""
        then = datetime.datetime.fromisoformat(text)
        self.assertLess(abs((datetime.datetime.now(then.tzinfo) - then).total_seconds()), 600)
