#!/usr/bin/env python3
"""A bucket that cannot be used, and a server or network that misbehaves."""
from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import threading
import unittest

from support.baryon import BINARY, clean_environment
from support.radosgw import free_port
from support.s3_case import S3Case
from support.waiting import PATIENCE, eventually

PARTS = 20 << 20  # of an archive: more than goes up in one request
CUT_AT = 1 << 20  # in the middle of a part


class Relay:
    """Hands on bytes to the S3 server; the first `cuts` connections that carry much are cut in the middle."""

    def __init__(self, port: int, cuts: int = 0):
        self.cuts = cuts
        self.accepted = 0
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._target)) as server:
            back = threading.Thread(target=self._copy, args=(server, client, False), daemon=True)
            back.start()
            self._copy(client, server, True)
            back.join()

    def _copy(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        carried = 0
        try:
            while piece := source.recv(1 << 16):
                carried += len(piece)
                if counts and carried > CUT_AT and self._takes_cut():
                    break
                target.sendall(piece)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _takes_cut(self) -> bool:
        with self._lock:
            self.cuts -= 1
            return self.cuts >= 0


class WebPage(http.server.BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        body = b"<!DOCTYPE html><html><body>Please log in</body></html>"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(403)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class S3TroubleTest(S3Case):
    def test_large_archive_goes_up_in_parts(self) -> None:
        archive = self.archive(PARTS)
        self.sync(archive)
        self.assert_archive_is_stored(archive)
        again = self.sync(archive)
        self.assertIn("unchanged", again.out)

    def test_connection_cut_in_the_middle_of_a_part(self) -> None:
        relay = Relay(self.rgw.port, cuts=3)
        self.addCleanup(relay.close)
        self.baryon.configure({"store": {"url": self.store_url(endpoint=relay.url)}})
        archive = self.archive(PARTS)
        self.sync(archive)
        self.assertLess(relay.cuts, 0)
        self.assert_archive_is_stored(archive)

    def test_connection_cut_again_and_again_leaves_no_parts(self) -> None:
        relay = Relay(self.rgw.port, cuts=1_000)
        self.addCleanup(relay.close)
        self.baryon.configure({"store": {"url": self.store_url(endpoint=relay.url)}})
        self.sync(self.archive(PARTS), expect=1)
        self.assertEqual(self.rgw.uploads(self.bucket), [])
        self.assertEqual(self.rgw.keys(self.bucket), [])

    def test_server_that_hangs_is_waited_for(self) -> None:
        relay = Relay(self.rgw.port)
        self.addCleanup(relay.close)
        self.baryon.configure({"store": {"url": self.store_url(endpoint=relay.url)}})
        archive = self.archive()
        with self.rgw.paused():
            process = subprocess.Popen(
                [str(BINARY), "--config", str(self.baryon.config_file), "sync", str(archive)],
                env=clean_environment(self.rgw.environment()),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.addCleanup(process.kill)
            eventually("the bucket is asked", lambda: relay.accepted)
            self.assertIsNone(process.poll())
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assert_archive_is_stored(archive)

    def test_wrong_secret(self) -> None:
        wrong = self.rgw.user | {"secret": "wrong"}
        done = self.sync(self.archive(), expect=1, key=wrong)
        self.assertIn("403 SignatureDoesNotMatch", done.out + done.err)
        self.assertIn("check the access key", done.out + done.err)
        self.assertNotIn(wrong["secret"] + " ", done.out + done.err)

    def test_no_key_at_all(self) -> None:
        nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "HOME": str(self.folder)}
        done = self.baryon.run("sync", str(self.archive()), expect=2, environment=nowhere)
        self.assertIn("there is no AWS access key", done.out + done.err)

    def test_missing_bucket_is_named_and_used_once_it_is_made(self) -> None:
        self.baryon.configure({"store": {"url": self.store_url(bucket="made-later")}})
        done = self.sync(self.archive(), expect=2)
        self.assertIn("404 NoSuchBucket", done.out + done.err)
        self.assertIn("make the bucket", done.out + done.err)
        self.rgw.make_bucket("made-later")
        self.sync(self.archive())

    def test_missing_permission_is_named(self) -> None:
        stranger = self.rgw.make_user(f"stranger-{self.bucket}")
        done = self.sync(self.archive(), expect=1, key=stranger)
        self.assertIn("403 AccessDenied", done.out + done.err)
        self.assertIn(f"allow s3:PutObject on arn:aws:s3:::{self.bucket}/objects/*", done.out + done.err)

    def test_bucket_that_refuses_what_is_not_encrypted_takes_ours(self) -> None:
        self.rgw.set_policy(
            self.bucket,
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{self.bucket}/*",
                "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}},
            },
        )
        self.assertEqual(self.rgw.request("PUT", f"/{self.bucket}/plain", {}, b"x").status, 403)
        self.sync(self.archive())

    def test_web_page_in_place_of_s3(self) -> None:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), WebPage)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        self.baryon.configure({"store": {"url": self.store_url(endpoint=endpoint)}})
        done = self.sync(self.archive(), expect=2)
        self.assertIn("is no S3 server", done.out + done.err)
        self.assertIn("check endpoint=", done.out + done.err)

    def test_nobody_listens(self) -> None:
        self.baryon.configure({"store": {"url": self.store_url(endpoint=f"http://127.0.0.1:{free_port()}")}})
        done = self.sync(self.archive(), expect=1)
        self.assertIn(f"bucket '{self.bucket}', the upload of", done.out + done.err)


class S3WithoutVersioningTest(S3Case):
    versioning = False

    def test_same_archive_again_changes_nothing(self) -> None:
        archive = self.archive()
        self.sync(archive)
        before = self.digests()
        self.sync(archive)
        self.assertEqual(self.digests(), before)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])


class S3ThroughProxyTest(S3Case):
    def setUp(self) -> None:
        super().setUp()
        squid = shutil.which("squid", path="/usr/sbin:/usr/bin")
        if squid is None:
            self.skipTest("squid is not installed")
        self.log = self.folder / "squid" / "access.txt"
        self.log.parent.mkdir()
        self.folder.chmod(0o755)
        self.log.parent.chmod(0o777)  # squid gives root up
        port = free_port()
        # With its default for the buffer, squid 5.7 was seen to close connections in the middle of fast uploads.
        configuration = self.folder / "squid.conf"
        configuration.write_text(
            f"http_port 127.0.0.1:{port}\nhttp_access allow all\ncache deny all\nshutdown_lifetime 0 seconds\n"
            "client_request_buffer_max_size 64 MB\n"
            f"access_log stdio:{self.log}\ncache_log {self.log.parent}/cache.log\npid_filename none\n"
            f"coredump_dir {self.log.parent}\nvisible_hostname test\n"
        )
        self.proxy = f"http://127.0.0.1:{port}"
        process = subprocess.Popen(
            [squid, "-N", "-f", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        eventually("squid listens", listens)

    def test_objects_go_through_the_environments_proxy(self) -> None:
        archive = self.archive(PARTS)
        self.sync(archive, http_proxy=self.proxy)
        self.assert_archive_is_stored(archive)
        eventually("the upload in the proxy's log", lambda: f" PUT {self.rgw.url}/{self.bucket}/" in self.log.read_text())

    def test_no_proxy_goes_past_it(self) -> None:
        self.sync(self.archive(), http_proxy=self.proxy, no_proxy="127.0.0.0/8")
        self.assertNotIn(self.bucket, self.log.read_text() if self.log.exists() else "")


if __name__ == "__main__":
    unittest.main()
