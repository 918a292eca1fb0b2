#!/usr/bin/env python3
"""Objects that others put into the store, and the S3 events that tell of them."""
from __future__ import annotations

import base64
import json
import shutil
import tarfile
import unittest
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from support import bundles
from support.baryon import Baryon
from support.case import ServiceCase
from support.stand_in import Answer
from support.waiting import eventually
from support.web import encode

PATH = "/events/s3"
TOKEN = "an-event-token"
OTHER_TOKEN = "another-event-token"
COMMIT = "a" * 40


def record(key: str, etag: str = "1", **more: Any) -> dict[str, Any]:
    """As AWS writes it: the key is encoded as in a form."""
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": "2026-11-25T22:10:00.123Z",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": "templates", "arn": "arn:aws:s3:::templates"},
            "object": {"key": quote_plus(key), "size": 100, "eTag": etag, "sequencer": "0055AED6DCD90281E5"},
        },
    } | more


class S3EventsCase(ServiceCase):
    settings = {"store": {"events": {"tokens": [TOKEN, OTHER_TOKEN]}}}

    def send(self, *records: Any, **headers: str) -> Answer:
        return self.server.post(f"{PATH}?token={TOKEN}", encode({"Records": list(records)}), **headers)

    def put_by_another(self, project_and_slug: str, *files: bundles.Files) -> str:
        """Another Baryon on the same store puts an archive and its bundles there; the archive's key."""
        tree = self.folder / "trees" / project_and_slug
        bundles.write(tree, *files)
        archive = self.folder / f"{Path(project_and_slug).name}.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tree, arcname=".")
        other = Baryon(self.folder / "other", {"store": {"url": f"file:{self.baryon.objects}"}})
        other.data.mkdir(exist_ok=True)
        shutil.copy(self.baryon.data / "store-key", other.data / "store-key")
        before = self.archives()
        other.run("sync", str(archive))
        return (self.archives() - before).pop()

    def archives(self) -> set[str]:
        root = self.baryon.objects
        return {str(path.relative_to(root)) for path in root.glob("*/*.tar.gz") if path.parent.name != ".incoming"}

    def decided(self, delivery: str) -> dict[str, Any]:
        """A delivery once nothing of it waits."""

        def look() -> dict[str, Any]:
            return self.baryon.json("explain", delivery)["deliveries"][0]

        return eventually("all objects are looked at", look, lambda d: all(c["decision"] != "waiting" for c in d["changes"]))


class Objects(S3EventsCase):
    def test_an_archive_put_by_another_is_registered(self) -> None:
        key = self.put_by_another("network", bundles.environment("network"))
        answer = self.send(record(key))
        self.assertEqual((answer.status, answer.json["status"]), (202, "accepted"), answer.body)
        delivery = self.decided(answer.json["delivery"])
        self.assertEqual([change["decision"] for change in delivery["changes"]], ["queued"], delivery)
        eventually("the template is registered", lambda: self.baryon.versions("network"), lambda found: found == ["1.0"])
        self.assertEqual(self.asked("/archive"), [])  # Bitbucket was not asked

        again = self.send(record(key))
        self.assertEqual(again.status, 202)
        self.assertEqual(self.decided(again.json["delivery"])["status"], "duplicate")
        explained = self.baryon.run("explain", answer.json["delivery"]).out
        self.assertIn(key, explained)
        self.assertIn("network", explained)

    def test_what_a_push_put_there_costs_nothing(self) -> None:
        repository = self.repository()
        commit = repository.push(bundles.environment("network"))
        self.succeeded(commit)
        own = self.send(record(f"PLAT/{commit}.tar.gz"), record(f"PLAT/{commit}/network/v1.tar.gz"))
        self.assertEqual((own.status, own.json["status"]), (200, "ignored"), own.body)
        self.assertIsNone(own.json["delivery"])
        self.assertEqual(len(self.syncs()), 1)
        self.assertEqual(len(self.deliveries()), 1, "that of the push alone")

    def test_a_bad_record_takes_no_other_with_it(self) -> None:
        key = self.put_by_another("network", bundles.environment("network"))
        removed = record("PLAT/x.tar.gz", eventName="ObjectRemoved:Delete")
        answer = self.send({"eventName": 7}, record("PLAT/gone.tar.gz"), removed, record(key))
        self.assertEqual(answer.json["reason"], "2 of 4 objects will be looked at")
        decisions = [change["decision"] for change in self.decided(answer.json["delivery"])["changes"]]
        self.assertEqual(decisions, ["ignored", "ignored", "ignored", "queued"])

    def test_survives_a_kill_before_it_is_looked_at(self) -> None:
        key = self.put_by_another("network", bundles.environment("network"))
        self.server.stop()
        self.baryon.configure({"workers": {"count": 0}})
        self.serve()
        self.assertEqual(self.send(record(key)).status, 202)
        self.server.kill()
        self.baryon.configure({"workers": {"count": 2}})
        self.serve()
        self.wait_until_idle()
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_a_broken_object_is_explained(self) -> None:
        broken = self.baryon.objects / "PLAT" / f"{COMMIT}.tar.gz"
        broken.parent.mkdir(parents=True)
        broken.write_bytes(b"not sealed")
        answer = self.send(record(f"PLAT/{COMMIT}.tar.gz"))
        change = self.decided(answer.json["delivery"])["changes"][0]
        self.assertEqual(change["decision"], "ignored", change)
        self.assertIn(f"PLAT/{COMMIT}.tar.gz", change["reason"])


class Senders(S3EventsCase):
    def stored(self) -> int:
        return len(self.deliveries())

    def test_strangers_are_denied_and_leave_nothing(self) -> None:
        body = encode({"Records": [record("PLAT/x.tar.gz")]})
        basic = base64.b64encode(b"user:wrong").decode()
        for path, headers in (
            (PATH, {}),
            (f"{PATH}?token=wrong", {}),
            (f"{PATH}?token=", {}),
            (PATH, {"Authorization": "Bearer wrong"}),
            (PATH, {"Authorization": f"Basic {basic}"}),
            (PATH, {"Authorization": TOKEN}),
            (f"{PATH}?token={TOKEN}", {"Authorization": "Bearer wrong"}),
        ):
            answer = self.server.post(path, body, **headers)
            self.assertEqual((answer.status, answer.json["status"]), (401, "denied"), (path, headers))
            self.assertEqual(answer.json["reason"], "the token is missing or wrong")
        self.assertEqual(self.server.post(f"{PATH}?token=wrong", b"not JSON").status, 401)
        self.assertEqual(self.stored(), 0)
        self.assertNotIn(TOKEN, self.server.log)

    def test_a_token_is_taken_from_query_and_header(self) -> None:
        body = encode({"Records": [record("PLAT/x.tar.gz", eventName="ObjectRemoved:Delete")]})
        basic = base64.b64encode(f"user:{OTHER_TOKEN}".encode()).decode()
        for path, headers in (
            (f"{PATH}?token={OTHER_TOKEN}", {}),
            (PATH, {"Authorization": f"Bearer {TOKEN}"}),
            (PATH, {"Authorization": f"Basic {basic}"}),
        ):
            self.assertEqual(self.server.post(path, body, **headers).status, 200, (path, headers))
        self.assertIn('baryon_deliveries_total{forge="s3",result="ignored"} 3', self.server.get("/metrics").body.decode())

    def test_what_is_no_notification_is_told(self) -> None:
        for body in (b"", b"not JSON", b"[]", b"{}", b'{"Records":7}', b"[" * 1000, b"\xff"):
            answer = self.server.post(f"{PATH}?token={TOKEN}", body)
            self.assertEqual((answer.status, answer.json["status"]), (400, "invalid"), body)
        self.assertEqual(self.stored(), 0)
        self.assertEqual(self.server.get(PATH).status, 405)

    def test_a_test_event_is_acknowledged(self) -> None:
        test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "templates"}
        answer = self.server.post(f"{PATH}?token={TOKEN}", encode(test))
        self.assertEqual((answer.status, answer.json["status"]), (200, "pong"))
        self.assertEqual(self.stored(), 0)

    def test_a_message_of_a_topic_that_is_not_configured_is_denied(self) -> None:
        message = {
            "Type": "SubscriptionConfirmation",
            "MessageId": "1",
            "TopicArn": "arn:aws:sns:eu-central-1:123456789012:others",
            "Message": "You have chosen to subscribe",
            "Timestamp": "2026-11-25T22:10:00.000Z",
            "SignatureVersion": "1",
            "Signature": "c2ln",
            "SigningCertURL": "https://127.0.0.1:1/a.pem",
            "Token": "t",
            "SubscribeURL": f"{self.stand_in.url}/confirm",
        }
        answer = self.server.post(f"{PATH}?token={TOKEN}", encode(message))
        self.assertEqual(answer.status, 401)
        self.assertEqual(self.asked("confirm"), [])
        self.assertEqual(self.stored(), 0)


class NoTokens(ServiceCase):
    def test_without_tokens_nobody_may_send(self) -> None:
        for path in (PATH, f"{PATH}?token=", f"{PATH}?token=anything"):
            self.assertEqual(self.server.post(path, json.dumps({"Records": []}).encode()).status, 401)


class Settings(S3EventsCase):
    serves = False

    def test_tokens_are_masked(self) -> None:
        printed = self.baryon.run("config", "print").out
        self.assertNotIn(TOKEN, printed)
        self.assertIn("***", printed)

    def test_an_empty_token_and_a_wrong_topic_are_refused(self) -> None:
        for wrong in ({"tokens": [""]}, {"topics": ["objects"]}):
            self.baryon.configure({"store": {"events": {"tokens": [TOKEN]} | wrong}})
            done = self.baryon.run("config", "check", expect=2)
            self.assertIn("store.events", done.err)


if __name__ == "__main__":
    unittest.main()
