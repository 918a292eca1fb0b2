"""What tests of the webhook's answers start from: a server that only receives, and bodies as Bitbucket writes them."""
from __future__ import annotations

import hashlib
import http.client
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support.baryon import Baryon, Settings
from support.case import WEBHOOK_PATH, FolderCase
from support.stand_in import SECRET, Answer
from support.web import TIMEOUT, encode, request, signature

REFS_CHANGED = "repo:refs_changed"
PING = "diagnostics:ping"
NOWHERE = "0" * 40


def commit(name: str) -> str:
    """A hash for a commit that exists only in a payload."""
    return hashlib.sha1(name.encode()).hexdigest()


def change(to: str, ref: str = "refs/heads/main", kind: str = "BRANCH", was: str = NOWHERE) -> dict[str, Any]:
    """An element of `changes`; `to` names a commit, NOWHERE deletes."""
    target = to if to == NOWHERE else commit(to)
    action = "DELETE" if to == NOWHERE else "ADD" if was == NOWHERE else "UPDATE"
    name = ref.split("/", 2)[2]
    described = {"id": ref, "displayId": name, "type": kind}
    return {"ref": described, "refId": ref, "fromHash": was, "toHash": target, "type": action}


def event(*changes: dict[str, Any], project: str = "PLAT", slug: str = "infra", repository: int = 7) -> dict[str, Any]:
    """The body of a `repo:refs_changed`."""
    key = {"key": project, "id": 1, "name": project, "type": "NORMAL"}
    return {
        "eventKey": REFS_CHANGED,
        "date": "2024-11-27T01:34:45+0000",
        "actor": {"name": "jane", "emailAddress": None, "id": 1, "displayName": "Jane", "type": "NORMAL"},
        "repository": {"slug": slug, "id": repository, "name": slug, "scmId": "git", "project": key},
        "changes": list(changes),
    }


def webhook_fixtures() -> Path | None:
    """The folder of recorded webhook bodies, below $BARYON_SHARED or a folder `shared` beside any folder above."""
    above = Path(__file__).resolve().parents
    told = os.environ.get("BARYON_SHARED")
    places = [Path(told)] if told else [folder.parent / "shared" for folder in above]
    folders = (place / "fixtures" / "webhooks" for place in places)
    return next((folder for folder in folders if (folder / "index.json").is_file()), None)


class ReceivingCase(FolderCase):
    """A server without workers and without a Bitbucket: whatever is accepted stays queued."""

    settings: Settings = {}

    def setUp(self) -> None:
        super().setUp()
        self.baryon = Baryon(self.folder / "baryon", {"bitbucket": {"secrets": [SECRET], "branches": ["main"]}})
        self.baryon.configure({"workers": {"count": 0}})
        self.baryon.configure(self.settings)
        self.server = self.baryon.serve()
        self.addCleanup(lambda: self.assertEqual(self.server.stop(), 0, "the server did not end well"))

    def deliver(
        self,
        body: Any,
        key: str | None = REFS_CHANGED,
        secret: str | None = SECRET,
        signed_as: str | None = None,
        path: str = WEBHOOK_PATH,
        **headers: str,
    ) -> Answer:
        """Send a body (bytes as they are, anything else as JSON), signed with `secret` or with the given header."""
        data = body if isinstance(body, bytes) else encode(body)
        sent = {"Content-Type": "application/json; charset=utf-8", "X-Request-Id": "a-request"}
        if key is not None:
            sent["X-Event-Key"] = key
        if signed_as is not None:
            sent["X-Hub-Signature"] = signed_as
        elif secret is not None:
            sent["X-Hub-Signature"] = signature(data, secret)
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.checked(request(self.server.url + path, "POST", data, sent))

    def checked(self, answer: Answer) -> Answer:
        """No answer tells a secret or a path of the machine."""
        text = answer.body.decode() + str(answer.headers)
        for forbidden in (SECRET, SECRET.encode().decode("latin-1"), str(self.folder), "/tmp"):
            self.assertNotIn(forbidden, text)
        return answer

    def assert_answer(self, answer: Answer, code: int, status: str) -> None:
        self.assertEqual(answer.status, code, answer.body)
        self.assertIn("application/json", answer.headers["Content-Type"])
        self.assertEqual(answer.json.keys(), {"status", "delivery", "reason"})
        self.assertEqual(answer.json["status"], status, answer.body)
        self.assertTrue(answer.json["reason"], answer.body)

    def connect(self) -> http.client.HTTPConnection:
        address = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT)
        self.addCleanup(connection.close)
        return connection

    def recorded(self) -> list[dict[str, Any]]:
        """The deliveries that were stored, newest first."""
        return self.server.get("/api/v1/deliveries?limit=500").json["deliveries"]
