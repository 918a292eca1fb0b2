#!/usr/bin/env python3
"""Environment templates of the Proton API as the AWS command line interface sees them, with signatures checked."""
from __future__ import annotations

import json
import unittest

from support.aws_cli import MISUSED
from support.proton import environment_bundle, service_bundle
from support.proton_cli import ACCOUNT, CliCase


class EnvironmentTemplateTest(CliCase):
    def test_life_of_an_environment_template(self) -> None:
        made = self.create_environment("vpc")
        self.assertEqual(made["arn"], f"{ACCOUNT}:environment-template/vpc")
        self.assertEqual(made["name"], "vpc")
        self.assertEqual(made["displayName"], "vpc")
        self.assertNotIn("description", made)
        self.assertNotIn("provisioning", made)
        self.assertNotIn("recommendedVersion", made)
        self.assert_recent(made["createdAt"])
        self.assertEqual(self.create_environment("vpc"), made, "the same again gives the existing one")

        changed = self.aws(
            "update-environment-template", "--name", "vpc", "--display-name", "Ein Netz: ä", "--description", "d"
        )["environmentTemplate"]
        self.assertEqual(changed["displayName"], "Ein Netz: ä")
        self.assertEqual(changed["description"], "d")
        self.assertGreater(changed["lastModifiedAt"], made["lastModifiedAt"])
        self.assertEqual(changed["createdAt"], made["createdAt"])
        self.assertEqual(self.aws("get-environment-template", "--name", "vpc")["environmentTemplate"], changed)
        modified_since = self.aws.refused("create-environment-template", "--name", "vpc")
        self.assertEqual(modified_since.exception, "ConflictException")

        deleted = self.aws("delete-environment-template", "--name", "vpc")["environmentTemplate"]
        self.assertEqual(deleted["arn"], made["arn"])
        self.assertEqual(self.aws("delete-environment-template", "--name", "vpc"), {})
        gone = self.aws.refused("get-environment-template", "--name", "vpc")
        self.assertEqual(gone.exception, "ResourceNotFoundException")
        self.assertEqual(gone.operation, "GetEnvironmentTemplate")
        self.assertIn(f"{ACCOUNT}:environment-template/vpc", gone.message)

    def test_all_that_a_template_can_be_made_with(self) -> None:
        key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
        made = self.create_environment(
            "own", "--display-name", "D", "--description", "E", "--provisioning", "CUSTOMER_MANAGED",
            "--encryption-key", key, "--tags", "key=team,value=net",
        )  # fmt: skip
        self.assertEqual(made["provisioning"], "CUSTOMER_MANAGED")
        self.assertEqual(made["encryptionKey"], key)
        self.assertEqual((made["displayName"], made["description"]), ("D", "E"))
        listed = self.aws("list-environment-templates")["templates"]
        self.assertEqual([one["name"] for one in listed], ["own"])
        self.assertEqual(listed[0], {name: value for name, value in made.items() if name != "encryptionKey"})
        tags = self.aws("list-tags-for-resource", "--resource-arn", made["arn"])["tags"]
        self.assertEqual(tags, [{"key": "team", "value": "net"}])

    def test_what_the_cli_lets_through_is_refused_here(self) -> None:
        name = self.aws.refused("create-environment-template", "--name", "_vpc")
        self.assertEqual(name.exception, "ValidationException")
        self.assertEqual(
            name.message,
            "1 validation error detected: Value '_vpc' at 'name' failed to satisfy constraint: Member must satisfy "
            r"regular expression pattern: ^[0-9A-Za-z]+[0-9A-Za-z_\-]*$",
        )
        for arguments, part in (
            (["--name", "a" * 101], "less than or equal to 100"),
            (["--name", "a", "--display-name", "d" * 101], "'displayName'"),
            (["--name", "a", "--description", "d" * 501], "'description'"),
            (["--name", "a", "--provisioning", "MINE"], "[CUSTOMER_MANAGED]"),
            (["--name", "a", "--encryption-key", "alias/a"], "'encryptionKey'"),
            (["--name", "a", "--tags", "key=aws:x,value=y"], "aws:"),
            (["--name", "a", "--tags", "key=x,value=y", "key=x,value=z"], "x"),
        ):
            with self.subTest(arguments):
                refused = self.aws.refused("create-environment-template", *arguments)
                self.assertEqual(refused.exception, "ValidationException")
                self.assertIn(part, refused.message)
        self.assertEqual(self.aws.run("create-environment-template").returncode, MISUSED)
        self.assertEqual(self.aws("list-environment-templates")["templates"], [])

    def test_the_same_name_with_other_parameters_is_a_mismatch(self) -> None:
        self.create_environment("vpc", "--description", "one")
        refused = self.aws.refused("create-environment-template", "--name", "vpc", "--description", "two")
        self.assertEqual(refused.exception, "ValidationException")
        self.assertIn("Idempotent parameter mismatch", refused.message)

    def test_pages_are_walked_and_can_be_asked_for(self) -> None:
        names = [f"t{number}" for number in range(5)]
        for name in names:
            self.create_environment(name)
        walked = self.aws("list-environment-templates", "--page-size", "2")
        self.assertEqual([one["name"] for one in walked["templates"]], names)
        self.assertNotIn("nextToken", walked)
        page = self.aws("list-environment-templates", "--max-results", "2")
        self.assertEqual([one["name"] for one in page["templates"]], names[:2])
        self.assertRegex(page["nextToken"], r"^[A-Za-z0-9+=/]+$")
        next_page = self.aws("list-environment-templates", "--max-results", "2", "--next-token", page["nextToken"])
        self.assertEqual([one["name"] for one in next_page["templates"]], names[2:4])
        items = self.aws("list-environment-templates", "--max-items", "3", "--page-size", "2")
        self.assertEqual([one["name"] for one in items["templates"]], names[:3])
        forged = self.aws.refused("list-service-templates", "--next-token", page["nextToken"])
        self.assertEqual(forged.exception, "ValidationException")
        self.server.stop()
        self.server = self.serve()
        self.aws.url = self.server.url
        after_restart = self.aws("list-environment-templates", "--max-results", "2", "--next-token", page["nextToken"])
        self.assertEqual(after_restart["templates"], next_page["templates"])


class EnvironmentVersionTest(CliCase):
    def setUp(self) -> None:
        super().setUp()
        self.create_environment("vpc")

    def test_life_of_a_version(self) -> None:
        files = environment_bundle()
        begun = self.begin("vpc", self.upload("vpc.tar.gz", files), "--description", "first")
        self.assertEqual(begun["arn"], f"{ACCOUNT}:environment-template/vpc:1.0")
        self.assertEqual((begun["majorVersion"], begun["minorVersion"]), ("1", "0"))
        self.assertEqual(begun["status"], "REGISTRATION_IN_PROGRESS")
        self.assertNotIn("schema", begun)
        self.assertNotIn("statusMessage", begun)

        draft = self.registered(begun)
        self.assertEqual(draft["status"], "DRAFT")
        self.assertEqual(draft["statusMessage"], "")
        self.assertEqual(draft["schema"], files["schema/schema.yaml"])
        self.assertEqual(draft["description"], "first")
        self.assertNotIn("recommendedMinorVersion", draft)
        self.assertNotIn("compatibleEnvironmentTemplates", draft)
        self.assert_recent(draft["lastModifiedAt"])

        published = self.published(draft)
        self.assertEqual(published["status"], "PUBLISHED")
        self.assertEqual(published["recommendedMinorVersion"], "0")
        self.assertEqual(published["schema"], draft["schema"])
        self.assertEqual(self.published(draft)["lastModifiedAt"], published["lastModifiedAt"], "it was so already")
        shown = self.aws("get-environment-template", "--name", "vpc")["environmentTemplate"]
        self.assertEqual(shown["recommendedVersion"], "1.0")

        described = self.aws("update-environment-template-version", *self.number(draft), "--description", "better")
        self.assertEqual(described["environmentTemplateVersion"]["description"], "better")
        self.assertEqual(described["environmentTemplateVersion"]["status"], "PUBLISHED")

        refused = self.aws.refused("delete-environment-template", "--name", "vpc")
        self.assertEqual(refused.exception, "ConflictException")
        deleted = self.aws("delete-environment-template-version", *self.number(draft))["environmentTemplateVersion"]
        self.assertEqual(deleted["status"], "PUBLISHED")
        self.assertEqual(self.aws("delete-environment-template-version", *self.number(draft)), {})
        gone = self.aws.refused("get-environment-template-version", *self.number(draft))
        self.assertEqual(gone.exception, "ResourceNotFoundException")
        self.assertEqual(
            gone.message,
            f"The requested environment template version does not exist: {ACCOUNT}:environment-template/vpc:1.0",
        )
        self.assertEqual(self.begin("vpc", "vpc.tar.gz")["majorVersion"], "2", "a number is never given twice")

    def test_numbers_recommendation_and_order(self) -> None:
        self.upload("vpc.tar.gz", environment_bundle())
        of_first = ["--major-version", "1"]
        versions = [self.begin("vpc", "vpc.tar.gz", *more) for more in ([], of_first, [], of_first)]
        numbers = [f"{one['majorVersion']}.{one['minorVersion']}" for one in versions]
        self.assertEqual(numbers, ["1.0", "1.1", "2.0", "1.2"])
        for version in versions:
            self.registered(version)
        self.published(versions[1])
        listed = self.aws("list-environment-template-versions", "--template-name", "vpc")["templateVersions"]
        self.assertEqual([one["arn"].rsplit(":", 1)[1] for one in listed], ["1.0", "1.1", "1.2", "2.0"])
        self.assertEqual([one.get("recommendedMinorVersion") for one in listed], ["1", "1", "1", None])
        self.assertEqual({"schema" in one for one in listed}, {False})
        major = self.aws("list-environment-template-versions", "--template-name", "vpc", "--major-version", "2")
        self.assertEqual([one["majorVersion"] for one in major["templateVersions"]], ["2"])
        paged = self.aws("list-environment-template-versions", "--template-name", "vpc", "--page-size", "1")
        self.assertEqual(paged["templateVersions"], listed)

        refused = self.aws.refused("delete-environment-template-version", *self.number(versions[1]))
        self.assertEqual(refused.exception, "ConflictException", "1.1 is recommended and not the only one of its major")
        for unknown in ("7", "0", "99999999999999999999"):
            refused = self.aws.refused(
                "create-environment-template-version", "--template-name", "vpc", *self.source("vpc.tar.gz"),
                "--major-version", unknown,
            )  # fmt: skip
            self.assertEqual(refused.exception, "ResourceNotFoundException", unknown)
        refused = self.aws.refused("list-environment-template-versions", "--template-name", "other")
        self.assertEqual(refused.exception, "ResourceNotFoundException")

    def test_client_token_makes_the_call_idempotent(self) -> None:
        self.upload("vpc.tar.gz", environment_bundle())
        first = self.begin("vpc", "vpc.tar.gz", "--client-token", "token-1")
        again = self.begin("vpc", "vpc.tar.gz", "--client-token", "token-1")
        self.assertEqual(again["arn"], first["arn"])
        refused = self.aws.refused(
            "create-environment-template-version", "--template-name", "vpc", *self.source("vpc.tar.gz"),
            "--client-token", "token-1", "--description", "other",
        )  # fmt: skip
        self.assertEqual(refused.exception, "ValidationException")
        self.assertIn("Idempotent parameter mismatch", refused.message)
        self.assertNotEqual(self.begin("vpc", "vpc.tar.gz")["arn"], first["arn"])

    def test_archives_are_taken_however_they_were_made(self) -> None:
        for place, below in enumerate(("", "./", "/", "vpc/", "made/by/hand/")):
            with self.subTest(below):
                key = self.upload(f"{place}.tar.gz", environment_bundle(), below)
                self.assertEqual(self.registered(self.begin("vpc", key))["status"], "DRAFT")
        stored = self.baryon.json("show", "vpc@1.0")["bundle_key"]
        from_store = self.begin("vpc", stored, bucket="objects")
        self.assertEqual(self.registered(from_store)["status"], "DRAFT")
        digests = {one["digest"] for one in self.baryon.json("versions", "vpc")}
        self.assertEqual(len(digests), 1, "the same files are the same bundle")

    def test_what_cannot_be_registered_fails_with_the_reason(self) -> None:
        self.upload("service.tar.gz", service_bundle())
        self.upload("broken.tar.gz", environment_bundle() | {"schema/schema.yaml": "schema: ["})
        self.upload("none.tar.gz", {"README.md": "nothing here"})
        (self.baryon.data / "uploads" / "text.tar.gz").write_text("no archive")
        for key, bucket, part in (
            ("service.tar.gz", "uploads", "service"),
            ("broken.tar.gz", "uploads", "schema/schema.yaml"),
            ("none.tar.gz", "uploads", "[Schema file]"),
            ("text.tar.gz", "uploads", "gzip"),
            ("missing.tar.gz", "uploads", "missing.tar.gz"),
            ("../baryon.db", "uploads", "key"),
            ("missing.tar.gz", "objects", "missing.tar.gz"),
            ("vpc.tar.gz", "my-bucket", "there is no bucket 'my-bucket'"),
        ):
            with self.subTest(f"{bucket}/{key}"):
                begun = self.begin("vpc", key, bucket=bucket)
                waited = self.aws.run("wait", "environment-template-version-registered", *self.number(begun))
                self.assertNotEqual(waited.returncode, 0)
                self.assertIn("terminal failure state", waited.stderr)
                failed = self.aws("get-environment-template-version", *self.number(begun))["environmentTemplateVersion"]
                self.assertEqual(failed["status"], "REGISTRATION_FAILED")
                self.assertIn(part, failed["statusMessage"])
                self.assertNotIn(str(self.folder), failed["statusMessage"])
                self.assertNotIn("schema", failed)
        refused = self.aws.refused("update-environment-template-version", *self.number(begun), "--status", "PUBLISHED")
        self.assertEqual(refused.exception, "ConflictException")
        deleted = self.aws("delete-environment-template-version", *self.number(begun))["environmentTemplateVersion"]
        self.assertEqual(deleted["status"], "REGISTRATION_FAILED")

    def test_customer_managed_templates_hold_a_schema_only(self) -> None:
        self.create_environment("own", "--provisioning", "CUSTOMER_MANAGED")
        whole = environment_bundle()
        schema_only = {"schema/schema.yaml": whole["schema/schema.yaml"]}
        self.assertEqual(self.registered(self.begin("own", self.upload("own.tar.gz", schema_only)))["status"], "DRAFT")
        refused = self.begin("own", self.upload("whole.tar.gz", whole))
        self.aws.run("wait", "environment-template-version-registered", *self.number(refused))
        failed = self.aws("get-environment-template-version", *self.number(refused))["environmentTemplateVersion"]
        self.assertIn("infrastructure/", failed["statusMessage"])

    def test_breaking_changes_need_a_new_major_version(self) -> None:
        files = environment_bundle()
        self.registered(self.begin("vpc", self.upload("vpc.tar.gz", files)))
        schema = files["schema/schema.yaml"].replace("type: string", "type: number").replace('"first"', "1")
        self.upload("other.tar.gz", files | {"schema/schema.yaml": schema})
        minor = self.begin("vpc", "other.tar.gz", "--major-version", "1")
        self.assertNotEqual(
            self.aws.run("wait", "environment-template-version-registered", *self.number(minor)).returncode, 0
        )
        self.assertEqual(self.registered(self.begin("vpc", "other.tar.gz"))["status"], "DRAFT")

    def test_statuses_that_nobody_may_ask_for(self) -> None:
        version = self.begin("vpc", self.upload("vpc.tar.gz", environment_bundle()))
        self.registered(version)
        for status in ("DRAFT", "REGISTRATION_FAILED", "REGISTRATION_IN_PROGRESS", "WHATEVER"):
            refused = self.aws.refused("update-environment-template-version", *self.number(version), "--status", status)
            self.assertEqual(refused.exception, "ValidationException", status)

    def test_a_killed_server_goes_on_with_what_it_had_begun(self) -> None:
        self.upload("vpc.tar.gz", environment_bundle())
        begun = [self.begin("vpc", "vpc.tar.gz") for _ in range(3)]
        self.server.kill()
        self.server = self.serve()
        self.aws.url = self.server.url
        for version in begun:
            self.assertEqual(self.registered(version)["status"], "DRAFT")


if __name__ == "__main__":
    unittest.main()
