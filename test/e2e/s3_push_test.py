#!/usr/bin/env python3
"""A push with a bucket as the store."""
from __future__ import annotations

import subprocess
import unittest

from support.aws_cli import AwsCli
from support.baryon import Baryon
from support.bundles import environment
from support.proton import OPERATOR
from support.radosgw import REGION
from support.s3_case import S3ServiceCase
from support.waiting import eventually


class S3PushTest(S3ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.baryon.configure(
            {
                "store": {"url": self.store_url},
                "auth": {"access_keys": [OPERATOR]},
                "bitbucket": {"branches": ["**"]},
            }
        )
        self.serve(self.rgw.environment())

    def test_archive_and_bundle_lie_encrypted_in_the_bucket(self) -> None:
        commit = self.repository("Infra").push(environment("network"), to="main")
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        archive = f"kept/PLAT/{commit}.tar.gz"
        self.assertEqual(
            self.rgw.keys(self.bucket), sorted([archive, f"kept/PLAT/{commit}/network/v1.tar.gz"])
        )
        self.assertIn("x-amz-server-side-encryption", self.rgw.stored_attributes(self.bucket, archive))

    def test_metadata_names_where_the_archive_is_from(self) -> None:
        commit = self.repository("Infra").push(environment("network"), to="f\u00fcr-100%")
        self.succeeded(commit)
        head = self.rgw.checked("HEAD", f"/{self.bucket}/kept/PLAT/{commit}.tar.gz").headers
        self.assertEqual(head["x-amz-meta-projectname"], "PLAT")
        self.assertEqual(head["x-amz-meta-reponame"], "infra")
        self.assertEqual(head["x-amz-meta-commithash"], commit)
        self.assertEqual(head["x-amz-meta-branch"], "f%C3%BCr-100%25")

    def test_what_is_registered_is_pulled_from_the_bucket(self) -> None:
        self.succeeded(self.repository().push(environment("network", marker="from the bucket")))
        into = self.folder / "pulled"
        self.baryon.run("pull", "network@1.0", "-o", str(into), environment=self.rgw.environment())
        self.assertIn("from the bucket", (into / "infrastructure" / "cloudformation.yaml").read_text())

    def test_old_archives_go_with_all_their_versions(self) -> None:
        self.server.stop()
        self.baryon.configure({"store": {"keep_versions": 1, "prune_interval": "1s"}})
        self.serve(self.rgw.environment())
        repository = self.repository()
        old = repository.push(environment("network", marker="one"), to="main")
        self.succeeded(old)
        new = repository.push(environment("network", marker="two"), to="main")
        self.succeeded(new)
        eventually("the old archive is gone", lambda: not self.rgw.versions(self.bucket, f"kept/PLAT/{old}.tar.gz"))
        self.assertIn(f"kept/PLAT/{new}.tar.gz", self.rgw.keys(self.bucket))
        self.assertEqual(self.rgw.markers(self.bucket), [])
        for minor in range(len(self.baryon.versions("network"))):
            self.baryon.run(
                "pull", f"network@1.{minor}", "-o", str(self.folder / str(minor)), environment=self.rgw.environment()
            )

    def test_readiness_covers_the_bucket(self) -> None:
        self.assertEqual(self.server.get("/readyz").status, 200)
        self.assertEqual(self.rgw.versions(self.bucket), [], "the check leaves nothing")

    def test_backup_lists_what_stays_in_the_bucket(self) -> None:
        commit = self.repository().push(environment("network"))
        self.succeeded(commit)
        file = self.folder / "backup.tar.gz"
        environ = self.rgw.environment()
        self.baryon.run("backup", str(file), environment=environ)
        listed = subprocess.run(["tar", "-xzOf", file, "objects.txt"], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"PLAT/{commit}/network/v1.tar.gz", listed.splitlines())
        other = Baryon(self.folder / "other", {"store": self.baryon.settings["store"]})
        restored = other.run("restore", str(file), "--json", environment=environ).json
        self.assertEqual((restored["objects"], restored["versions"]), (2, 1))
        other.run("pull", "network@1.0", "-o", str(self.folder / "pulled"), environment=environ)
        third = Baryon(self.folder / "third", {"store": {"url": f"s3://{self.rgw.make_bucket()}?region={REGION}"
                                                                f"&endpoint={self.rgw.url}"}})
        refused = third.run("restore", str(file), expect=1, environment=environ)
        self.assertIn("network@1.0", refused.err)

    def test_version_is_made_from_any_key_of_the_bucket(self) -> None:
        commit = self.repository().push(environment("network"))
        self.succeeded(commit)
        bundle = self.rgw.checked("GET", f"/{self.bucket}/kept/PLAT/{commit}/network/v1.tar.gz").body
        self.rgw.checked("PUT", f"/{self.bucket}/by-hand/lab.tar.gz", {}, bundle)
        aws = AwsCli(self.server.url, OPERATOR, self.folder)
        aws("create-environment-template", "--name", "lab")
        for bucket, key in ((self.bucket, "by-hand/lab.tar.gz"), ("objects", f"PLAT/{commit}/network/v1.tar.gz")):
            source = f"s3={{bucket={bucket},key={key}}}"
            aws("create-environment-template-version", "--template-name", "lab", "--source", source)
        aws("wait", "environment-template-version-registered", "--template-name", "lab",
            "--major-version", "1", "--minor-version", "0")


if __name__ == "__main__":
    unittest.main()
