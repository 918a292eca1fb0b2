#!/usr/bin/env python3
"""What lies in the data directory, who may read it, and what is made on the first start."""
from __future__ import annotations

import unittest
from pathlib import Path

from support.baryon import Baryon
from support.bundles import environment
from support.case import FolderCase, ServiceCase
from support.receiving import WEBHOOK_PATH, change, event
from support.web import encode, signature

MADE_ON_FIRST_START = ("webhook-secret", "store-key", "api-access-key")
KNOWN_TEXT = "a text that is easy to find"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class FirstStartTest(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.baryon = Baryon(self.folder / "baryon")
        self.server = self.baryon.serve()
        self.addCleanup(self.server.stop)

    def test_secrets_are_made_for_the_owner_alone(self) -> None:
        self.assertEqual(mode(self.baryon.data), 0o700)
        for name in MADE_ON_FIRST_START:
            with self.subTest(name):
                self.assertEqual(mode(self.baryon.data / name), 0o600)
                self.assertTrue((self.baryon.data / name).read_bytes().strip())

    def test_log_names_the_files_but_not_what_is_in_them(self) -> None:
        for name in MADE_ON_FIRST_START:
            with self.subTest(name):
                self.assertIn(name, self.server.log)
                for line in (self.baryon.data / name).read_bytes().splitlines():
                    self.assertNotIn(line.decode(errors="replace"), self.server.log)

    def test_made_secret_signs_webhooks_and_survives_a_restart(self) -> None:
        secret = (self.baryon.data / "webhook-secret").read_text().strip()
        self.assertEqual(self.deliver("one", secret), 202)
        self.assertEqual(self.server.stop(), 0)
        self.server = self.baryon.serve()
        self.addCleanup(self.server.stop)
        self.assertEqual(self.deliver("two", secret), 202)
        self.assertEqual(self.deliver("three", "another secret"), 401)

    def test_database_is_for_the_owner_alone(self) -> None:
        for path in self.baryon.data.glob("baryon.db*"):
            with self.subTest(path.name):
                self.assertEqual(mode(path) & 0o077 & mode(self.baryon.data), 0)

    def deliver(self, name: str, secret: str) -> int:
        body = encode(event(change(name)))
        headers = {"X_Event_Key": "repo:refs_changed", "X_Hub_Signature": signature(body, secret)}
        return self.server.post(WEBHOOK_PATH, body, **headers).status


class StoredObjectsTest(ServiceCase):
    def test_archive_and_bundles_are_stored_encrypted(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network", marker=KNOWN_TEXT), {"README.md": KNOWN_TEXT})
        self.succeeded(commit)
        stored = [path for path in self.baryon.objects.rglob("*") if path.is_file()]
        self.assertGreaterEqual(len(stored), 2)
        for path in stored:
            content = path.read_bytes()
            self.assertNotIn(KNOWN_TEXT.encode(), content, path)
            self.assertFalse(content.startswith(b"\x1f\x8b"), f"{path} is plain gzip")
        self.assertIn(KNOWN_TEXT, self.baryon.json("show", "network")["schema"])

    def test_keys_follow_the_published_layout(self) -> None:
        commit = self.repository().push(environment("network"))
        self.succeeded(commit)
        self.assertEqual(self.baryon.json("show", "network")["bundle_key"], f"PLAT/{commit}/network/v1.tar.gz")

    def test_store_of_another_key_is_refused(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        self.server.stop()
        (self.baryon.data / "store-key").unlink()
        done = self.baryon.run("pull", "network", "-o", str(self.folder / "pulled"), expect=None)
        self.assertNotEqual(done.code, 0)
        self.assertIn("key", done.err)

    def test_bundle_changed_on_disk_is_not_handed_out(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        for path in self.baryon.objects.rglob("*"):
            if path.is_file() and path.stat().st_size > 200:
                content = bytearray(path.read_bytes())
                content[len(content) // 2] ^= 1
                path.chmod(0o600)
                path.write_bytes(content)
        done = self.baryon.run("pull", "network", "-o", str(self.folder / "pulled"), expect=1)
        self.assertTrue(done.err)
        self.assertEqual([p for p in (self.folder / "pulled").rglob("*") if p.is_file()], [])


if __name__ == "__main__":
    unittest.main()
