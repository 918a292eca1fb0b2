#!/usr/bin/env python3
"""Service templates, tags and access of the Proton API as the AWS command line interface sees them."""
from __future__ import annotations

import json
import unittest
from typing import Any

from support.aws_cli import MISUSED, AwsCli
from support.proton import OPERATOR, VIEWER, environment_bundle, service_bundle, with_pipeline
from support.proton_cli import ACCOUNT, UUID, CliCase


class ServiceTemplateTest(CliCase):
    ENVIRONMENTS = ("--compatible-environment-templates", "templateName=vpc,majorVersion=1")

    def begin_service(self, key: str, *more: str) -> dict[str, Any]:
        begun = self.aws(
            "create-service-template-version", "--template-name", "web", *self.source(key), *(more or self.ENVIRONMENTS)
        )
        return begun["serviceTemplateVersion"]

    def registered_service(self, version: dict[str, Any]) -> dict[str, Any]:
        self.aws("wait", "service-template-version-registered", *self.number(version))
        return self.aws("get-service-template-version", *self.number(version))["serviceTemplateVersion"]

    def test_life_of_a_service_template(self) -> None:
        made = self.aws("create-service-template", "--name", "web", "--pipeline-provisioning", "CUSTOMER_MANAGED")
        made = made["serviceTemplate"]
        self.assertEqual(made["arn"], f"{ACCOUNT}:service-template/web")
        self.assertEqual(made["pipelineProvisioning"], "CUSTOMER_MANAGED")
        self.create_environment("web")  # names of the two kinds are apart
        self.assertEqual(self.aws("get-service-template", "--name", "web")["serviceTemplate"], made)
        self.assertEqual(self.aws("list-service-templates")["templates"], [made])
        described = self.aws("update-service-template", "--name", "web", "--description", "d")["serviceTemplate"]
        self.assertEqual(described["description"], "d")

        begun = self.begin_service(
            self.upload("web.tar.gz", service_bundle()), *self.ENVIRONMENTS, "templateName=mesh,majorVersion=12",
            "--supported-component-sources", "DIRECTLY_DEFINED", "--description", "first",
        )  # fmt: skip
        environments = [
            {"templateName": "vpc", "majorVersion": "1"},
            {"templateName": "mesh", "majorVersion": "12"},
        ]
        self.assertEqual(begun["compatibleEnvironmentTemplates"], environments)
        self.assertEqual(begun["supportedComponentSources"], ["DIRECTLY_DEFINED"])
        draft = self.registered_service(begun)
        self.assertEqual(draft["status"], "DRAFT")
        self.assertEqual(draft["compatibleEnvironmentTemplates"], environments)

        updated = self.aws(
            "update-service-template-version", *self.number(draft), "--status", "PUBLISHED",
            "--compatible-environment-templates", "templateName=vpc,majorVersion=2",
        )["serviceTemplateVersion"]  # fmt: skip
        self.assertEqual(updated["status"], "PUBLISHED")
        self.assertEqual(updated["compatibleEnvironmentTemplates"], [{"templateName": "vpc", "majorVersion": "2"}])
        self.assertEqual(updated["supportedComponentSources"], ["DIRECTLY_DEFINED"])
        listed = self.aws("list-service-template-versions", "--template-name", "web")["templateVersions"]
        self.assertEqual([one["status"] for one in listed], ["PUBLISHED"])
        self.assertNotIn("compatibleEnvironmentTemplates", listed[0])
        self.assertEqual(
            self.aws("delete-service-template-version", *self.number(draft))["serviceTemplateVersion"]["arn"],
            f"{ACCOUNT}:service-template/web:1.0",
        )
        self.assertEqual(self.aws("delete-service-template", "--name", "web")["serviceTemplate"]["name"], "web")
        self.assertEqual(self.aws("list-service-templates")["templates"], [])

    def test_pipeline_is_expected_unless_the_customer_manages_it(self) -> None:
        self.aws("create-service-template", "--name", "web")
        without = self.begin_service(self.upload("without.tar.gz", service_bundle()))
        waited = self.aws.run("wait", "service-template-version-registered", *self.number(without))
        self.assertIn("terminal failure state", waited.stderr)
        failed = self.aws("get-service-template-version", *self.number(without))["serviceTemplateVersion"]
        self.assertEqual(
            failed["statusMessage"], "File(s): [Pipeline manifest file] is/are missing or not in the correct directory."
        )
        key = self.upload("with.tar.gz", with_pipeline(service_bundle()))
        self.assertEqual(self.registered_service(self.begin_service(key))["status"], "DRAFT")

    def test_what_a_service_version_needs(self) -> None:
        self.aws("create-service-template", "--name", "web")
        many = [f"templateName=e{number},majorVersion=1" for number in range(11)]
        for environments in (["templateName=v.c,majorVersion=1"], ["templateName=vpc,majorVersion=one"], many):
            refused = self.aws.refused(
                "create-service-template-version", "--template-name", "web", *self.source("k"),
                "--compatible-environment-templates", *environments,
            )  # fmt: skip
            self.assertEqual(refused.exception, "ValidationException")
            self.assertIn("compatibleEnvironmentTemplates", refused.message)
        misused = self.aws.run("create-service-template-version", "--template-name", "web", *self.source("k"))
        self.assertEqual(misused.returncode, MISUSED)
        refused = self.aws.refused(
            "create-service-template-version", "--template-name", "api", *self.source("k"), *self.ENVIRONMENTS
        )
        self.assertEqual(refused.exception, "ResourceNotFoundException")


class TagTest(CliCase):
    def test_tags_of_templates_and_versions(self) -> None:
        template = self.create_environment("vpc", "--tags", "key=team,value=net", "key=stage,value=")["arn"]
        version = self.begin("vpc", self.upload("vpc.tar.gz", environment_bundle()), "--tags", "key=team,value=own")

        def tags_of(arn: str, *more: str) -> dict[str, str]:
            listed = self.aws("list-tags-for-resource", "--resource-arn", arn, *more)["tags"]
            return {tag["key"]: tag["value"] for tag in listed}

        self.assertEqual(tags_of(template), {"team": "net", "stage": ""})
        self.assertEqual(tags_of(version["arn"]), {"team": "own", "stage": ""}, "versions take the template's over")
        tags = [{"key": "team", "value": "b"}, {"key": "Ä x", "value": "y=z"}]
        self.aws("tag-resource", "--resource-arn", template, "--tags", json.dumps(tags))
        self.assertEqual(tags_of(template), {"team": "b", "stage": "", "Ä x": "y=z"})
        self.assertEqual(tags_of(template, "--page-size", "1"), tags_of(template))
        self.aws("untag-resource", "--resource-arn", template, "--tag-keys", "team", "unknown")
        self.assertEqual(tags_of(template), {"stage": "", "Ä x": "y=z"})
        self.assertEqual(tags_of(template.replace("eu-west-1", "us-east-2")), tags_of(template))
        self.assertEqual(tags_of(version["arn"]), {"team": "own", "stage": ""})

        others = ("environment-template/other", "environment-template/vpc:9.9", "service/web", "repository/bitbucket:b/c")
        for resource in others:
            refused = self.aws.refused("list-tags-for-resource", "--resource-arn", f"{ACCOUNT}:{resource}")
            self.assertEqual(refused.exception, "ResourceNotFoundException", resource)
        refused = self.aws.refused("tag-resource", "--resource-arn", "vpc", "--tags", "key=a,value=b")
        self.assertEqual(refused.exception, "ValidationException")
        refused = self.aws.refused("tag-resource", "--resource-arn", template, "--tags", "key=a#,value=b")
        self.assertEqual(refused.exception, "ValidationException")
        many = [f"key=k{number},value=v" for number in range(49)]
        refused = self.aws.refused("tag-resource", "--resource-arn", template, "--tags", *many)
        self.assertEqual(refused.exception, "ServiceQuotaExceededException")


class AccountTest(CliCase):
    def test_account_settings_are_empty(self) -> None:
        self.assertEqual(self.aws("get-account-settings"), {"accountSettings": {}})

    def test_what_is_not_part_of_this_registry_says_so(self) -> None:
        for arguments in (
            ["list-environments"],
            ["list-services"],
            ["get-service", "--name", "web"],
            ["list-components"],
            ["list-environment-account-connections", "--requested-by", "MANAGEMENT_ACCOUNT"],
        ):
            with self.subTest(arguments):
                refused = self.aws.refused(*arguments)
                self.assertEqual(refused.exception, "ValidationException")
                self.assertIn("it keeps templates, not deployments", refused.message)


class AccessTest(CliCase):
    def test_viewers_read_and_cannot_change(self) -> None:
        arn = self.create_environment("vpc")["arn"]
        viewer = AwsCli(self.server.url, VIEWER, self.folder)
        self.assertEqual(viewer("get-environment-template", "--name", "vpc")["environmentTemplate"]["arn"], arn)
        self.assertEqual(len(viewer("list-environment-templates")["templates"]), 1)
        self.assertEqual(viewer("list-tags-for-resource", "--resource-arn", arn)["tags"], [])
        for arguments in (
            ["create-environment-template", "--name", "vpc2"],
            ["update-environment-template", "--name", "vpc", "--description", "d"],
            ["delete-environment-template", "--name", "vpc"],
            ["tag-resource", "--resource-arn", arn, "--tags", "key=a,value=b"],
        ):
            with self.subTest(arguments):
                refused = viewer.refused(*arguments)
                self.assertEqual(refused.exception, "AccessDeniedException")
                self.assertIn(f"proton:{refused.operation}", refused.message)

    def test_wrong_keys_are_told_apart(self) -> None:
        wrong_secret = AwsCli(self.server.url, OPERATOR | {"secret": "guessed"}, self.folder)
        self.assertEqual(wrong_secret.refused("list-service-templates").exception, "InvalidSignatureException")
        unknown = AwsCli(self.server.url, {"id": "AKIDEXAMPLE", "secret": "x"}, self.folder)
        self.assertEqual(unknown.refused("list-service-templates").exception, "UnrecognizedClientException")
        unsigned = AwsCli(self.server.url, None, self.folder)
        refused = unsigned.refused("list-service-templates", "--no-sign-request")
        self.assertEqual(refused.exception, "MissingAuthenticationTokenException")

    def test_region_of_the_caller_is_that_of_the_arns(self) -> None:
        elsewhere = AwsCli(self.server.url, OPERATOR, self.folder, region="ap-northeast-1")
        made = elsewhere("create-service-template", "--name", "web")["serviceTemplate"]
        self.assertEqual(made["arn"], "arn:aws:proton:ap-northeast-1:000000000000:service-template/web")
        self.assertEqual(
            self.aws("get-service-template", "--name", "web")["serviceTemplate"]["arn"],
            f"{ACCOUNT}:service-template/web",
        )


class OpenAccessTest(CliCase):
    settings = {"auth": {"access_keys": []}}

    def test_without_keys_any_credentials_do_on_this_machine(self) -> None:
        dummy = AwsCli(self.server.url, {"id": "test", "secret": "test"}, self.folder)
        self.assertEqual(dummy("create-environment-template", "--name", "vpc")["environmentTemplate"]["name"], "vpc")
        unsigned = AwsCli(self.server.url, None, self.folder)
        self.assertEqual(len(unsigned("list-environment-templates", "--no-sign-request")["templates"]), 1)

    def test_the_made_key_is_checked(self) -> None:
        identifier, secret = (self.baryon.data / "api-access-key").read_text().splitlines()
        made = AwsCli(self.server.url, {"id": identifier, "secret": secret}, self.folder)
        self.assertEqual(made("list-service-templates"), {"templates": []})
        guessed = AwsCli(self.server.url, {"id": identifier, "secret": "guessed"}, self.folder)
        self.assertEqual(guessed.refused("list-service-templates").exception, "InvalidSignatureException")

    def test_a_page_in_a_browser_gets_nothing(self) -> None:
        target = "AwsProton20200720.ListServiceTemplates"
        body = b"{}"
        self.assertEqual(self.server.post("/", body, X_Amz_Target=target).status, 200)
        refused = self.server.post("/", body, X_Amz_Target=target, Origin="http://localhost:3000")
        self.assertEqual(refused.status, 403)
        self.assertEqual(refused.json["__type"].split("#")[1], "MissingAuthenticationTokenException")
        self.assertRegex(refused.headers["x-amzn-RequestId"], UUID)
        self.assertEqual(self.server.post("/", body).status, 404, "neither a webhook nor the Proton API")


if __name__ == "__main__":
    unittest.main()
