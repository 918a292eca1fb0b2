"""A real S3 server: Ceph's radosgw over one monitor and one OSD in memory, in a temporary folder, on loopback."""
from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import tempfile
import unittest
import uuid
import xml.etree.ElementTree
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from support.stand_in import Answer
from support.waiting import PATIENCE, eventually
from support.web import request

PROGRAMS = ("monmaptool", "ceph-mon", "ceph-osd", "ceph", "radosgw", "radosgw-admin")
REGION = "eu-west-1"
MEMORY = 1 << 30  # of the OSD; used up only by what is stored
BOOTS = 10  # of the OSD: one of four aborts
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"

CONFIGURATION = """
[global]
fsid = {fsid}
mon_host = v1:127.0.0.1:{mon_port}
ms_bind_msgr2 = false
ms_bind_ipv4 = true
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = {folder}
log_file = {folder}/$name.log
mon_cluster_log_file = {folder}/cluster.log
mon_data = {folder}/mon
osd_data = {folder}/osd
osd_journal = {folder}/osd/journal
osd_objectstore = memstore
memstore_device_bytes = {memory}
admin_socket = {folder}/$name.asok
pid_file = {folder}/$name.pid
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_class_update_on_start = true
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_osd_full_ratio = .99
mon_max_pg_per_osd = 2000
paxos_propose_interval = 0.05
paxos_min_wait = 0.02
rgw_frontends = beast endpoint=127.0.0.1:{port}
rgw_crypt_require_ssl = false
rgw_crypt_default_encryption_key = {encryption_key}
rgw_enable_apis = s3, admin, sts, iam, notifications
rgw_data = {folder}/rgw
rgw_thread_pool_size = 64
"""


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


class Radosgw:
    """Starts in some seconds; `close` ends it and removes all it holds."""

    def __init__(self) -> None:
        missing = missing_programs()
        if missing:
            raise unittest.SkipTest(
                f"no S3 server: {', '.join(missing)} is not installed (packages ceph-mon ceph-osd ceph-common radosgw)"
            )
        self.folder = Path(tempfile.mkdtemp(prefix="baryon-s3-"))
        self.processes: list[subprocess.Popen[bytes]] = []
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        mon_port, self.port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        fsid = str(uuid.uuid4())
        self.configuration = self.folder / "ceph.conf"
        self.configuration.write_text(
            CONFIGURATION.format(
                fsid=fsid,
                mon_port=mon_port,
                port=self.port,
                folder=self.folder,
                memory=MEMORY,
                encryption_key=base64.b64encode(os.urandom(32)).decode(),
            )
        )
        (self.folder / "osd").mkdir()
        monmap = self.folder / "monmap"
        self._run("monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{mon_port}]", "--fsid", fsid, str(monmap))
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(monmap))
        self._spawn("ceph-mon", "-f", "-i", "a")
        osd_id = str(uuid.uuid4())
        eventually("the monitor answers", lambda: self._try("ceph", "osd", "create", osd_id))
        self._run("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", osd_id)
        self._start_osd()
        self.user = self.make_user("baryon")
        self._spawn("radosgw", "-f", "-n", "client.rgw")
        eventually("radosgw answers", self._answers)

    def _start_osd(self) -> None:
        for _ in range(BOOTS):
            osd = self._spawn("ceph-osd", "-f", "-i", "0")
            state = eventually("the OSD is up or gone", lambda: self._osd_state(osd))
            if state == "up":
                return
        raise AssertionError(f"ceph-osd did not come up in {BOOTS} boots")

    def _osd_state(self, osd: subprocess.Popen[bytes]) -> str | None:
        if osd.poll() is not None:
            return "gone"
        stat = self._try("ceph", "osd", "stat", "-f", "json")
        return "up" if stat and json.loads(stat).get("num_up_osds") == 1 else None

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return request(self.url + "/").status == 200
        return False

    def make_user(self, name: str) -> dict[str, str]:
        """Its access key: `id` and `secret`."""
        made = self._run("radosgw-admin", "user", "create", f"--uid={name}", f"--display-name={name}")
        key = json.loads(made)["keys"][0]
        return {"id": key["access_key"], "secret": key["secret_key"]}

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Within it every request hangs."""
        self._ask_monitor("osd", "pause")
        try:
            yield
        finally:
            self._ask_monitor("osd", "unpause")

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        key: Mapping[str, str] | None = None,
    ) -> Answer:
        """A request signed here, in Python (Signature Version 4), by whoever has `key`."""
        key = key or self.user
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        signed = {k.lower(): v for k, v in (headers or {}).items()} | {
            "host": f"127.0.0.1:{self.port}",
            "x-amz-date": now,
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        }
        arguments = urlencode(sorted((query or {}).items()), quote_via=quote)
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            [method, quote(path), arguments]
            + [f"{name}:{signed[name]}" for name in sorted(signed)]
            + ["", names, signed["x-amz-content-sha256"]]
        )
        scope = f"{now[:8]}/{REGION}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        secret = ("AWS4" + key["secret"]).encode()
        for part in scope.split("/"):
            secret = hmac.digest(secret, part.encode(), "sha256")
        signature = hmac.new(secret, text.encode(), "sha256").hexdigest()
        signed["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={key['id']}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        del signed["host"]
        url = self.url + quote(path) + (f"?{arguments}" if arguments else "")
        return request(url, method, body, signed)

    def checked(self, *arguments: object, **named: object) -> Answer:
        answer = self.request(*arguments, **named)  # type: ignore[arg-type]
        if answer.status >= 300:
            raise AssertionError(f"{arguments}: {answer.status} {answer.body!r}")
        return answer

    def make_bucket(self, name: str = "", versioning: bool = False) -> str:
        name = name or f"baryon-{uuid.uuid4().hex[:12]}"
        self.checked("PUT", f"/{name}")
        if versioning:
            status = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            self.checked("PUT", f"/{name}", {"versioning": ""}, status.encode())
        return name

    def set_policy(self, bucket: str, *statements: dict[str, object]) -> None:
        policy = {"Version": "2012-10-17", "Statement": list(statements)}
        self.checked("PUT", f"/{bucket}", {"policy": ""}, json.dumps(policy).encode())

    def notify(self, bucket: str, url: str) -> None:
        """Have it tell that address of every new object, each before its upload is answered."""
        topic = f"topic-{uuid.uuid4().hex[:8]}"
        form = {
            "Action": "CreateTopic",
            "Version": "2010-03-31",
            "Name": topic,
            "Attributes.entry.1.key": "push-endpoint",
            "Attributes.entry.1.value": url,
        }
        self.checked("POST", "/", {}, urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        configuration = (
            f"<NotificationConfiguration><TopicConfiguration><Id>{topic}</Id><Topic>arn:aws:sns:default::{topic}</Topic>"
            "<Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>"
        )
        self.checked("PUT", f"/{bucket}", {"notification": ""}, configuration.encode())

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        return self._texts(bucket, {"list-type": "2", "prefix": prefix}, "Contents", "Key")

    def versions(self, bucket: str, prefix: str = "") -> list[str]:
        return self._texts(bucket, {"versions": "", "prefix": prefix}, "Version", "VersionId")

    def markers(self, bucket: str) -> list[str]:
        """Keys whose objects were removed while their versions stay."""
        return self._texts(bucket, {"versions": ""}, "DeleteMarker", "Key")

    def uploads(self, bucket: str) -> list[str]:
        """Keys of uploads in parts that were neither completed nor aborted."""
        return self._texts(bucket, {"uploads": ""}, "Upload", "Key")

    def stored_attributes(self, bucket: str, key: str) -> str:
        """Names of what the server keeps with an object's versions, their encryption among them."""
        objects = self._run("rados", "-p", "default.rgw.buckets.data", "ls").splitlines()
        found = [name for name in objects if name.endswith("_" + key)]
        return "".join(self._run("rados", "-p", "default.rgw.buckets.data", "listxattr", name) for name in found)

    def environment(self, key: Mapping[str, str] | None = None) -> dict[str, str]:
        """For the program under test, and for AWS's own tools."""
        key = key or self.user
        return {
            "AWS_ACCESS_KEY_ID": key["id"],
            "AWS_SECRET_ACCESS_KEY": key["secret"],
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": REGION,
        }

    def close(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _texts(self, bucket: str, query: Mapping[str, str], element: str, child: str) -> list[str]:
        answer = self.checked("GET", f"/{bucket}", query)
        root = xml.etree.ElementTree.fromstring(answer.body)
        return [found.findtext(NAMESPACE + child, "") for found in root.iter(NAMESPACE + element)]

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{program}.out.log").open("ab") as log:
            process = subprocess.Popen(
                [program, "-c", str(self.configuration), *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )
        self.processes.append(process)
        return process

    def _run(self, program: str, *arguments: str) -> str:
        own = [] if program == "monmaptool" else ["-c", str(self.configuration)]
        done = subprocess.run(
            [program, *own, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode != 0:
            raise AssertionError(f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def _ask_monitor(self, *arguments: str) -> None:
        """Something that may be asked twice: `ceph` was seen to fail once while much ran beside it."""
        eventually(f"ceph {' '.join(arguments)}", lambda: self._try("ceph", *arguments), lambda printed: printed is not None)

    def _try(self, program: str, *arguments: str) -> str | None:
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            return self._run(program, *arguments)
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
