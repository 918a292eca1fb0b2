#!/usr/bin/env python3
"""`baryon doctor` with a bucket as the store."""
from __future__ import annotations

import unittest
from collections.abc import Mapping
from typing import Any

from support.s3_case import S3Case

Finding = dict[str, Any]
OF_OBJECTS = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"]
OF_BUCKET = ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketVersioning"]


class S3DoctorTest(S3Case):
    def examine(self, expect: int = 0, key: Mapping[str, str] | None = None) -> list[Finding]:
        """What it says of the store."""
        done = self.baryon.run("doctor", "--json", expect=None, environment=self.rgw.environment(key))
        found = [finding for finding in done.json["findings"] if finding["check"] == "store"]
        self.assertEqual(expect == 0, all(finding["verdict"] != "failed" for finding in found), found)
        self.assertEqual(self.rgw.uploads(self.bucket), [])
        return found

    def failure(self, key: Mapping[str, str] | None = None) -> Finding:
        failures = [finding for finding in self.examine(expect=1, key=key) if finding["verdict"] == "failed"]
        self.assertEqual(len(failures), 1, failures)
        return failures[0]

    def stranger(self, *actions: str) -> dict[str, str]:
        """The key of somebody who may do that in the bucket, and nothing else."""
        name = f"stranger-{self.bucket}"
        key = self.rgw.make_user(name)
        if actions:
            self.rgw.set_policy(
                self.bucket,
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": [f"arn:aws:iam:::user/{name}"]},
                    "Action": list(actions),
                    "Resource": [f"arn:aws:s3:::{self.bucket}", f"arn:aws:s3:::{self.bucket}/*"],
                },
            )
        return key

    def test_all_is_well_and_nothing_stays(self) -> None:
        found = {finding["message"]: finding["verdict"] for finding in self.examine()}
        self.assertEqual(found["an object was written, read, listed and removed, with its versions"], "passed")
        self.assertEqual(found["the bucket keeps versions"], "passed")
        self.assertTrue(any("does not say what came of it" in message for message in found), found)
        self.assertTrue(any("no conditional writes" in message for message in found), found)
        self.assertTrue(any("travel in clear" in message for message in found), found)
        self.assertEqual(self.rgw.versions(self.bucket) + self.rgw.markers(self.bucket), [])

    def test_every_missing_permission_is_named(self) -> None:
        failure = self.failure(self.stranger())
        every = self.in_order([*OF_OBJECTS, *OF_BUCKET, "s3:GetEncryptionConfiguration"])
        self.assertEqual(failure["message"], "missing permissions: " + ", ".join(every))

    def test_only_missing_permissions_are_named(self) -> None:
        has = ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:DeleteObject", "s3:GetBucketVersioning"]
        failure = self.failure(self.stranger(*has))
        missing = [action for action in self.in_order(OF_OBJECTS + OF_BUCKET) if action not in has]
        self.assertEqual(failure["message"], "missing permissions: " + ", ".join(missing))
        self.assertIn(f"on arn:aws:s3:::{self.bucket}/objects/*", failure["hint"])
        self.assertIn(f"allow s3:ListBucketVersions on arn:aws:s3:::{self.bucket}", failure["hint"])

    def test_the_documented_policy_is_enough(self) -> None:
        self.examine(key=self.stranger(*OF_OBJECTS, *OF_BUCKET))  # this server has no default encryption to ask for

    def test_wrong_key_missing_bucket_and_no_server(self) -> None:
        self.assertIn("SignatureDoesNotMatch", self.failure(self.rgw.user | {"secret": "wrong"})["message"])
        self.baryon.configure({"store": {"url": self.store_url(bucket="not-there")}})
        self.assertIn("make the bucket", self.failure()["hint"])

    @staticmethod
    def in_order(actions: list[str]) -> list[str]:
        """As doctor tries them."""
        tried = [
            "s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:ListBucketVersions", "s3:AbortMultipartUpload",
            "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration",
        ]
        return sorted(actions, key=tried.index)


class S3DoctorWithoutVersioningTest(S3Case):
    versioning = False

    def test_a_bucket_without_versions_is_told_and_used(self) -> None:
        done = self.baryon.run("doctor", "--json", expect=None, environment=self.rgw.environment())
        found = {f["message"]: f["verdict"] for f in done.json["findings"] if f["check"] == "store"}
        self.assertEqual(found["an object was written, read, listed and removed, with its versions"], "passed")
        self.assertEqual(found["the bucket keeps no versions: what somebody overwrites or removes is gone"], "warning")
        self.assertEqual(self.rgw.keys(self.bucket), [])


if __name__ == "__main__":
    unittest.main()
