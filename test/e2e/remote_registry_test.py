#!/usr/bin/env python3
"""Baryon registers what is pushed in the registry of another Baryon, which reads bundles from the store they share."""
from __future__ import annotations

import shutil
import unittest
from typing import Any

from support.aws_cli import AwsCli
from support.baryon import Baryon, Server, Settings
from support.bundles import environment, service
from support.case import ServiceCase
from support.proton import OPERATOR, VIEWER
from support.waiting import eventually


class RemoteRegistryCase(ServiceCase):
    """`self.baryon` takes pushes in, `self.far` holds the registry."""

    serves = False
    key = OPERATOR
    publish = "draft"
    works = True

    def setUp(self) -> None:
        super().setUp()
        objects = {"store": {"url": f"file:{self.folder}/objects"}}
        self.far = Baryon(self.folder / "far", objects | {"auth": {"access_keys": [OPERATOR, VIEWER]}})
        self.far_server = self.serve_far()
        # From now on it is found where it was.
        self.far.configure({"server": {"listen": self.far_server.url.removeprefix("http://")}})
        self.baryon.configure(objects | self.registry_settings(self.key["secret"]))
        self.baryon.data.mkdir(mode=0o700)
        shutil.copy2(self.far.data / "store-key", self.baryon.data / "store-key")
        if self.works:
            self.serve()
        self.aws = AwsCli(self.far_server.url, OPERATOR, self.folder)

    def registry_settings(self, secret: str) -> Settings:
        file = self.folder / "registry-secret"
        file.write_text(secret + "\n")
        file.chmod(0o600)
        query = f"region=eu-west-1&access_key={self.key['id']}&secret=file:{file}"
        return {"registry": {"url": f"proton+{self.far_server.url}?{query}", "publish": self.publish}}

    def serve_far(self) -> Server:
        server = self.far.serve()
        self.addCleanup(server.kill)
        return server

    def far_versions(self, name: str) -> dict[str, dict[str, Any]]:
        """By their numbers, as the other side answers."""
        found = self.aws("list-environment-template-versions", "--template-name", name)["templateVersions"]
        return {f"{version['majorVersion']}.{version['minorVersion']}": version for version in found}

    def reason_of(self, commit: str) -> str:
        explained = self.baryon.json("explain", commit)
        return " ".join(f"{sync['reason']} {sync.get('hint', '')}" for sync in explained["syncs"])


class RemoteRegistryTest(RemoteRegistryCase):
    def test_push_is_registered_on_the_other_side(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"), service("web"), message="Add network and web")
        sync = self.succeeded(commit)
        self.assertEqual({r["template"]: r["outcome"] for r in sync["results"]}, {"network": "new_template", "web": "new_template"})

        version = self.far_versions("network")["1.0"]
        self.assertEqual(version["status"], "DRAFT")
        self.assertEqual(version["description"], f"[{commit[:7]}] Add network and web")
        tags = self.aws("list-tags-for-resource", "--resource-arn", version["arn"])["tags"]
        self.assertIn({"key": "baryon:commit", "value": commit}, tags)
        self.assertIn({"key": "baryon:repository", "value": repository.path}, tags)
        number = ["--template-name", "web", "--major-version", "1", "--minor-version", "0"]
        of_service = self.aws("get-service-template-version", *number)["serviceTemplateVersion"]
        environments = of_service["compatibleEnvironmentTemplates"]
        self.assertEqual(environments, [{"templateName": "network", "majorVersion": "1"}])

    def test_same_content_again_changes_nothing(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        before = self.far_versions("network")
        sync = self.succeeded(repository.push({"README.md": "for people"}))
        self.assertEqual([r["outcome"] for r in sync["results"]], ["unchanged"])
        self.assertEqual(self.far_versions("network"), before)

    def test_changed_content_makes_the_next_version(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.succeeded(repository.push(environment("network", marker="second")))
        self.succeeded(repository.push(environment("network", major=2)))
        self.assertEqual(list(self.far_versions("network")), ["1.0", "1.1", "2.0"])
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "2.0"])

    def test_breaking_change_is_refused_before_it_is_sent(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        files = environment("network", marker="second")
        schema = "environments/network/v1/schema/schema.yaml"
        files[schema] = files[schema].replace("        size:", "        extent:")
        sync = self.sync_of(repository.push(files))
        self.assertEqual([r["outcome"] for r in sync["results"]], ["refused"])
        self.assertIn("size was removed", sync["reason"])
        self.assertEqual(list(self.far_versions("network")), ["1.0"])

    def test_commands_show_what_the_other_side_holds(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"))
        self.succeeded(commit)
        self.succeeded(repository.push(environment("network", marker="second")))

        template = self.baryon.json("templates")[0]
        self.assertEqual(template["repository"], repository.path)
        self.assertEqual((template["newest"], template["versions"]), ("1.1", 2))
        shown = self.baryon.json("show", "network@1.0")
        self.assertEqual((shown["commit"], shown["directory"]), (commit, "environments/network/v1"))
        self.assertEqual(shown["engine"], "cloudformation")
        self.assertIn("How large", shown["schema"])
        self.assertIn("infrastructure/cloudformation.yaml", [file["path"] for file in shown["files"]])
        difference = self.baryon.json("diff", "network@1.0", "network@1.1")
        changed = [file["path"] for file in difference["files"]]
        self.assertIn("infrastructure/cloudformation.yaml", changed)
        self.baryon.run("pull", "network@1.1", "-o", str(self.folder / "pulled"))
        self.assertIn("second", (self.folder / "pulled/infrastructure/cloudformation.yaml").read_text())
        self.assertEqual([v["version"] for v in self.baryon.json("explain", commit)["versions"]], ["1.0"])

        self.assertEqual(self.far_versions("network")["1.0"]["status"], "DRAFT")
        self.baryon.run("publish", "network@1.0")
        self.assertEqual(self.far_versions("network")["1.0"]["status"], "PUBLISHED")
        self.assertEqual(self.baryon.json("templates")[0]["recommended"], "1.0")
        self.assertIn("network", self.server.get("/templates/network").body.decode())
        self.assertIn("in another registry", self.baryon.run("prune", expect=1).err)

    def test_its_own_proton_api_passes_requests_on(self) -> None:
        near = AwsCli(self.server.url, None, self.folder)
        near.environment |= {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
        near("create-environment-template", "--name", "lab", "--tags", "key=team,value=a")
        self.assertEqual(self.aws("get-environment-template", "--name", "lab")["environmentTemplate"]["name"], "lab")
        self.assertEqual([t["name"] for t in near("list-environment-templates")["templates"]], ["lab"])
        refused = near.refused("get-environment-template", "--name", "elsewhere")
        self.assertEqual(refused.exception, "ResourceNotFoundException")

    def test_another_side_that_is_down_is_waited_for(self) -> None:
        repository = self.repository()
        self.assertEqual(self.far_server.stop(), 0)
        commit = repository.push(environment("network"))
        self.sync_in("retryable", commit)
        self.assertIn(self.far_server.url, self.reason_of(commit))
        self.assertIn("versions are not known now", self.baryon.run("explain", commit).out)
        self.assertEqual(self.server.get("/").status, 200)
        self.assertEqual(self.server.get("/readyz").status, 200)
        self.assertEqual(self.baryon.run("templates", expect=1).out, "")
        self.far_server = self.serve_far()
        self.succeeded(commit)
        self.assertEqual(list(self.far_versions("network")), ["1.0"])

    def test_killed_other_side_has_one_version_in_the_end(self) -> None:
        repository = self.repository()
        for marker in ("first", "second", "third"):
            commit = repository.push(environment("network", marker=marker))
            eventually("the sync begins", lambda: self.syncs(commit))
            self.far_server.kill()
            self.far_server = self.serve_far()
            self.succeeded(commit)
        self.assertEqual(list(self.far_versions("network")), ["1.0", "1.1", "1.2"])

    def test_killed_near_side_has_one_version_in_the_end(self) -> None:
        repository = self.repository()
        for marker in ("first", "second", "third"):
            commit = repository.push(environment("network", marker=marker))
            eventually("the sync begins", lambda: self.syncs(commit))
            self.server.kill()
            self.serve()
            self.succeeded(commit)
        self.assertEqual(list(self.far_versions("network")), ["1.0", "1.1", "1.2"])


class WrongSecretTest(RemoteRegistryCase):
    key = OPERATOR | {"secret": "not the operator's secret"}

    def test_wrong_secret_is_explained_and_waited_for(self) -> None:
        commit = self.repository().push(environment("network"))
        self.sync_in("retryable", commit)
        reason = self.reason_of(commit)
        self.assertIn("did not accept the signature", reason)
        self.assertIn("registry.url", reason)
        self.assertNotIn(self.key["secret"], reason + self.server.log)
        self.assertEqual(self.server.stop(), 0)
        self.registry_settings(OPERATOR["secret"])
        self.serve()
        self.succeeded(commit)


class ViewerTest(RemoteRegistryCase):
    key = VIEWER

    def test_key_without_permission_is_explained(self) -> None:
        commit = self.repository().push(environment("network"))
        self.sync_in("retryable", commit)
        self.assertIn("does not allow CreateEnvironmentTemplate", self.reason_of(commit))
        self.assertIn("role operator", self.reason_of(commit))


class AutomaticTest(RemoteRegistryCase):
    publish = "automatic"

    def test_new_versions_are_published_at_once(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        self.assertEqual(self.far_versions("network")["1.0"]["status"], "PUBLISHED")


class CircleTest(RemoteRegistryCase):
    works = False

    def test_baryons_that_only_pass_on_do_not_do_so_in_a_circle(self) -> None:
        self.far_server.stop()
        itself = self.registry_settings(OPERATOR["secret"])
        self.far.configure(itself)
        self.far_server = self.serve_far()
        refused = AwsCli(self.far_server.url, OPERATOR, self.folder).refused("list-environment-templates")
        self.assertIn("keeps its templates in another registry", refused.message)

    def test_url_without_key_is_refused(self) -> None:
        self.baryon.configure({"registry": {"url": f"proton+{self.far_server.url}"}})
        done = self.baryon.run("serve", expect=2)
        self.assertIn("there is no access key for registry.url", done.err)
        self.assertIn("AWS_ACCESS_KEY_ID", self.baryon.run("config", "check", expect=2).err)


if __name__ == "__main__":
    unittest.main()
