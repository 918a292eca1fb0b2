#!/usr/bin/env python3
"""When `baryon serve` does not start, and what it says then."""
from __future__ import annotations

import os
import shutil
import socket
import ssl
import unittest
import urllib.request

from support.baryon import BINARY, Baryon, run
from support.case import FolderCase
from support.certificate import make_certificates
from support.receiving import WEBHOOK_PATH, change, event
from support.web import encode, signature

NOBODY = 65534


class ServeStartTest(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.baryon = Baryon(self.folder / "baryon")

    def assert_refuses(self, *words: str) -> None:
        done = self.baryon.run("serve", expect=None)
        self.assertIn(done.code, (1, 2), done.err)
        for word in words:
            self.assertIn(word, done.err)
        self.assertNotIn("terminate", done.err)

    def test_port_in_use_is_named(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.baryon.configure({"server": {"listen": f"127.0.0.1:{port}"}})
            self.assert_refuses(f"127.0.0.1:{port}")

    def test_second_server_on_one_database_is_refused(self) -> None:
        server = self.baryon.serve()
        self.addCleanup(server.stop)
        self.assert_refuses("another baryon")
        self.assertEqual(server.get("/healthz").status, 200)

    def test_address_that_is_none_is_refused(self) -> None:
        for listen in ("nonsense", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:http", ""):
            with self.subTest(listen):
                self.baryon.configure({"server": {"listen": listen}})
                self.assert_refuses("listen")

    def test_file_where_the_data_directory_should_be_is_named(self) -> None:
        self.baryon.data.write_text("in the way")
        self.assert_refuses(str(self.baryon.data))

    def test_damaged_database_is_named(self) -> None:
        self.baryon.data.mkdir(mode=0o700)
        (self.baryon.data / "baryon.db").write_bytes(b"this is no database " * 1000)
        self.assert_refuses("baryon.db")

    def test_damaged_store_key_is_named(self) -> None:
        self.baryon.data.mkdir(mode=0o700)
        (self.baryon.data / "store-key").write_text("too short\n")
        self.assert_refuses("store-key")

    def test_data_directory_of_somebody_else_is_named(self) -> None:
        if os.geteuid() != 0:
            self.skipTest("only root can start the program as somebody else")
        binary = self.folder / "baryon-binary"
        shutil.copy(BINARY, binary)
        self.folder.chmod(0o755)
        self.baryon.data.mkdir(mode=0o700)
        arguments = ("--config", str(self.baryon.config_file), "serve")
        done = run(*arguments, expect=None, user=NOBODY, binary=binary)
        self.assertIn(done.code, (1, 2), done.err)
        self.assertIn(str(self.baryon.data), done.err)

    def test_certificate_without_key_is_refused(self) -> None:
        self.baryon.configure({"server": {"tls": {"certificate": "server.pem"}}})
        self.assert_refuses("server.tls.key")

    def test_missing_certificate_is_named(self) -> None:
        self.baryon.configure({"server": {"tls": {"certificate": "missing.pem", "key": "missing.key"}}})
        self.assert_refuses("missing.pem")


class TlsTest(FolderCase):
    def test_webhooks_are_taken_over_https(self) -> None:
        made = make_certificates(self.folder / "certificates")
        tls = {"certificate": str(made.certificate), "key": str(made.key)}
        baryon = Baryon(self.folder / "baryon", {"server": {"tls": tls}, "bitbucket": {"secrets": ["x"]}})
        server = baryon.serve()
        self.addCleanup(server.stop)
        self.assertTrue(server.url.startswith("https://"))
        body = encode(event(change("one")))
        headers = {"X-Event-Key": "repo:refs_changed", "X-Hub-Signature": signature(body, "x")}
        request = urllib.request.Request(server.url + WEBHOOK_PATH, body, headers)
        trust = ssl.create_default_context(cafile=str(made.authority))
        trust.check_hostname = True
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
        opener = urllib.request.build_opener(*handlers)
        with opener.open(request, timeout=60) as answer:
            self.assertEqual(answer.status, 202)


if __name__ == "__main__":
    unittest.main()
