"""What tests with an S3 store start from: a real S3 server for the file's tests, and a bucket for each."""
from __future__ import annotations

import hashlib
import os
import random
import tarfile
from collections.abc import Mapping
from pathlib import Path

from support.baryon import Baryon, Done
from support.bundles import environment, write
from support.case import FolderCase, ServiceCase
from support.radosgw import REGION, Radosgw


class WithS3Server(FolderCase):
    rgw: Radosgw

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.rgw = Radosgw()
        cls.addClassCleanup(cls.rgw.close)


class S3Case(WithS3Server):
    """An installation whose store is a bucket; nothing is served."""

    versioning = True

    def setUp(self) -> None:
        super().setUp()
        self.bucket = self.rgw.make_bucket(versioning=self.versioning)
        self.baryon = Baryon(self.folder / "baryon", {"store": {"url": self.store_url()}})

    def store_url(self, bucket: str = "", prefix: str = "/objects", endpoint: str = "") -> str:
        return f"s3://{bucket or self.bucket}{prefix}?region={REGION}&endpoint={endpoint or self.rgw.url}"

    def sync(self, source: Path, expect: int = 0, key: Mapping[str, str] | None = None, **more: str) -> Done:
        return self.baryon.run("sync", str(source), expect=expect, environment=self.rgw.environment(key) | more)

    def archive(self, random_bytes: int = 0) -> Path:
        """A template in an archive that is at least so large."""
        tree = self.folder / "tree"
        write(tree, environment("network"))
        (tree / "noise.bin").write_bytes(random.Random(1).randbytes(random_bytes))
        path = self.folder / "infra.tar.gz"
        with tarfile.open(path, "w:gz", compresslevel=1) as packed:
            packed.add(tree, arcname=".")
        return path

    def digests(self) -> dict[str, str]:
        """What lies in the bucket: SHA-256 by key."""
        found = {}
        for key in self.rgw.keys(self.bucket):
            found[key] = hashlib.sha256(self.rgw.checked("GET", f"/{self.bucket}/{key}").body).hexdigest()
        return found

    def assert_archive_is_stored(self, archive: Path) -> None:
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        self.assertIn(digest, self.digests().values())
        self.assertEqual(self.rgw.uploads(self.bucket), [])


class S3ServiceCase(WithS3Server, ServiceCase):
    """A service that can be told to store in a bucket; `serve` starts it."""

    serves = False
    def setUp(self) -> None:
        super().setUp()
        self.bucket = self.rgw.make_bucket(versioning=True)
        self.store_url = f"s3://{self.bucket}/kept?region={REGION}&endpoint={self.rgw.url}"


def unit_tests() -> str | None:
    """The program with the unit tests, where it was built; CMake names it."""
    named = os.environ.get("BARYON_UNIT_TESTS", "")
    return named if os.access(named, os.X_OK) else None
