#!/usr/bin/env python3
"""A real S3 server tells of new objects over HTTP: what others put into the bucket is registered."""
from __future__ import annotations

import tarfile
import unittest
from typing import Any

from support import bundles
from support.s3_case import S3ServiceCase
from support.waiting import eventually

TOKEN = "an event token & more"
COMMIT = "c" * 40


class S3NotificationTest(S3ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.baryon.configure({"store": {"url": self.store_url, "events": {"tokens": [TOKEN]}}})
        self.serve(self.rgw.environment())
        self.address = f"{self.server.url}/events/s3?token=an%20event%20token%20%26%20more"
        self.rgw.notify(self.bucket, self.address)

    def archive(self, name: str, *files: bundles.Files) -> bytes:
        tree = self.folder / "trees" / name
        bundles.write(tree, *files)
        path = self.folder / f"{name}.tar.gz"
        with tarfile.open(path, "w:gz") as packed:
            packed.add(tree, arcname=".")
        return path.read_bytes()

    def put(self, key: str, content: bytes, **metadata: str) -> None:
        headers = {f"x-amz-meta-{name}": value for name, value in metadata.items()}
        self.rgw.checked("PUT", f"/{self.bucket}/{key}", {}, content, headers)

    def told(self) -> list[dict[str, Any]]:
        """Deliveries that came from the bucket, newest first."""
        return [delivery for delivery in self.deliveries() if delivery["event"].startswith("ObjectCreated")]

    def registered(self, template: str, *versions: str) -> None:
        eventually(f"{template} is registered", lambda: self.baryon.versions(template), lambda v: v == list(versions))

    def test_an_archive_with_metadata_is_registered_like_a_push(self) -> None:
        names = {"projectname": "NET", "reponame": "lab", "commithash": COMMIT, "branch": "f%C3%BCr"}
        self.put("kept/anywhere/l\u00e4b one.tar.gz", self.archive("lab", bundles.environment("lab")), **names)
        self.registered("lab", "1.0")
        sync = self.succeeded(COMMIT)
        self.assertEqual((sync["repository"], sync["ref"]), ("NET/lab", "refs/heads/f\u00fcr"), sync)
        self.assertEqual(self.asked("/archive"), [], "Bitbucket was not asked")

    def test_an_archive_without_metadata_is_named_by_its_key(self) -> None:
        self.put("kept/NET/lab.tar.gz", self.archive("lab", bundles.environment("lab")))
        self.registered("lab", "1.0")
        self.put("kept/NET/lab.tar.gz", self.archive("lab", bundles.environment("lab", marker="changed")))
        self.registered("lab", "1.0", "1.1")
        self.assertEqual({sync["repository"] for sync in self.syncs()}, {"NET/lab"})

    def test_what_a_push_puts_there_comes_back_and_costs_nothing(self) -> None:
        commit = self.repository().push(bundles.environment("network"))
        self.succeeded(commit)
        self.assertIn(f"kept/PLAT/{commit}.tar.gz", self.rgw.keys(self.bucket))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.told(), [])
        self.assertEqual(len(self.syncs()), 1)
        came = 'baryon_deliveries_total{forge="s3",result="ignored"} 2'
        eventually("archive and bundle came back", lambda: came in self.server.get("/metrics").body.decode())

    def test_another_bucket_is_ignored(self) -> None:
        other = self.rgw.make_bucket()
        self.rgw.notify(other, self.address)
        self.rgw.checked("PUT", f"/{other}/kept/NET/lab.tar.gz", {}, self.archive("lab", bundles.environment("lab")))
        told = eventually("it is told of", self.told)
        self.assertEqual(told[0]["status"], "ignored")
        self.assertIn(f"bucket '{other}' is not the store's", told[0]["reason"])

    def test_other_objects_are_ignored_with_their_reason(self) -> None:
        content = self.archive("lab", bundles.environment("lab"))
        for key, reason in (
            ("elsewhere/NET/lab.tar.gz", "the store's prefix"),
            ("kept/NET/lab.zip", "neither in .tar.gz"),
            ("kept/" + "x" * 1000 + ".tar.gz", "project's key"),
        ):
            before = len(self.told())
            self.put(key, content)
            told = eventually("it is told of", self.told, lambda found: len(found) > before)
            decided = eventually(
                "it is decided", lambda: self.baryon.json("explain", told[0]["id"])["deliveries"][0]["changes"][0],
                lambda change: change["decision"] != "waiting",
            )
            self.assertEqual(decided["decision"], "ignored", decided)
            self.assertIn(reason, decided["reason"])
        self.assertEqual(self.syncs(), [])

    def test_what_is_no_archive_ends_dead_and_says_so(self) -> None:
        self.put("kept/NET/lab.tar.gz", b"this is no archive")
        sync = eventually("a sync ends", self.syncs, lambda found: found and found[0]["state"] == "dead")[0]
        self.assertIn("gzip", sync["reason"])


if __name__ == "__main__":
    unittest.main()
