#!/usr/bin/env python3
"""Template sync of the Proton API by the AWS command line interface, with signatures checked, against a real Git server:
sync configs steer what is synced, and the statuses say how it went."""
from __future__ import annotations

import unittest
from typing import Any

from support.aws_cli import AwsCli
from support.bundles import broken, environment, service, write
from support.case import ServiceCase
from support.proton import OPERATOR, VIEWER
from support.repository import Repository
from support.waiting import eventually

ACCOUNT = "arn:aws:proton:eu-west-1:000000000000"
CONNECTION = "arn:aws:codestar-connections:eu-west-1:123456789012:connection/11111111-2222-3333-4444-555555555555"
NO_COMMIT = "0" * 40


class SyncCase(ServiceCase):
    settings = {"auth": {"access_keys": [OPERATOR, VIEWER]}, "bitbucket": {"branches": ["main"]}}

    def setUp(self) -> None:
        super().setUp()
        self.aws = AwsCli(self.server.url, OPERATOR, self.folder)

    def silent_repository(self, name: str = "Infra Templates", project: str = "QUIET") -> Repository:
        """One whose pushes no webhook announces."""
        wanted = {"project": project, "name": name, "default_branch": "main"}
        description = self.stand_in.control("POST", "repositories", wanted)
        return Repository(self.stand_in, description, self.folder / "clones" / str(description["id"]))

    def of(self, template: str, kind: str = "ENVIRONMENT") -> list[str]:
        return ["--template-name", template, "--template-type", kind]

    def place(self, repository: str, branch: str = "main", subdirectory: str | None = None) -> list[str]:
        below = ["--subdirectory", subdirectory] if subdirectory else []
        return ["--repository-name", repository, "--repository-provider", "BITBUCKET", "--branch", branch, *below]

    def config(self, command: str, template: str, repository: str, branch: str = "main", **more: str) -> dict[str, Any]:
        done = self.aws(f"{command}-template-sync-config", *self.of(template), *self.place(repository, branch, **more))
        return done["templateSyncConfig"]

    def status(self, template: str, major: str = "1", kind: str = "ENVIRONMENT") -> dict[str, Any]:
        return self.aws("get-template-sync-status", *self.of(template, kind), "--template-version", major)

    def status_in(self, state: str, template: str, sha: str | None = None) -> dict[str, Any]:
        """The status of a template, once its latest sync is in a state, of that commit if it is named."""
        return eventually(
            f"the sync of {template} is {state}",
            lambda: self.status(template),
            lambda status: "latestSync" in status
            and status["latestSync"]["status"] == state
            and sha in (None, status["latestSync"]["targetRevision"]["sha"]),
        )

    def repository_status(self, repository: str, branch: str = "main") -> dict[str, Any]:
        return self.aws("get-repository-sync-status", *self.place(repository, branch), "--sync-type", "TEMPLATE_SYNC")

    def result_of(self, commit: str, template: str) -> dict[str, Any]:
        """What became of a template in the sync of a commit, which has ended."""
        return next(result for result in self.sync_of(commit)["results"] if result["template"] == template)

    @staticmethod
    def types(attempt: dict[str, Any]) -> list[str]:
        return [event["type"] for event in attempt["events"]]


class ConfiguredTest(SyncCase):
    def test_branch_that_no_rule_admits_is_synced_without_any_webhook(self) -> None:
        repository = self.silent_repository()
        repository.push(environment("elsewhere"), to="main")
        commit = repository.push(environment("network"), service("web"), to="lab")
        made = self.config("create", "network", repository.path, "lab", subdirectory="environments")
        self.assertEqual(
            made,
            {
                "templateName": "network",
                "templateType": "ENVIRONMENT",
                "repositoryName": repository.path,
                "repositoryProvider": "BITBUCKET",
                "branch": "lab",
                "subdirectory": "environments",
            },
        )
        self.assertEqual(self.aws("get-template-sync-config", *self.of("network"))["templateSyncConfig"], made)
        status = self.status_in("SUCCEEDED", "network", commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.baryon.json("show", "network")["commit"], commit)
        self.assertEqual(self.baryon.versions("web"), [], "only the template that is configured")
        self.assertEqual(self.baryon.versions("elsewhere"), [], "it lies on that branch, too")
        self.assertEqual(self.deliveries(), [])

        latest = status["latestSync"]
        self.assertEqual(latest["target"], f"{ACCOUNT}:environment-template/network:1")
        self.assertEqual(latest["targetRevision"], {
            "repositoryName": repository.path, "repositoryProvider": "BITBUCKET", "branch": "lab",
            "directory": "environments/network/v1", "sha": commit,
        })  # fmt: skip
        self.assertEqual(status["latestSuccessfulSync"], latest)
        self.assertEqual(status["desiredState"]["sha"], commit)
        self.assertEqual(status["desiredState"]["directory"], "environments")
        expected = ["CLONE_STARTED", "CONFIG_UPDATED", "STARTING_SYNC", "SYNC_SUCCEEDED"]
        self.assertEqual(self.types(latest), expected)
        self.assertEqual(latest["events"][2]["externalId"], commit)
        self.assertIn("1.0", latest["events"][3]["event"])
        attempt = self.repository_status(repository.path, "lab")["latestSync"]
        self.assertEqual((attempt["status"], self.types(attempt)), ("SUCCEEDED", expected))

        definitions = self.aws("list-repository-sync-definitions", "--repository-name", repository.path,
                               "--repository-provider", "BITBUCKET", "--sync-type", "TEMPLATE_SYNC")  # fmt: skip
        self.assertEqual(definitions["syncDefinitions"], [{
            "branch": "lab", "directory": "environments", "parent": "network",
            "target": f"{ACCOUNT}:environment-template/network",
        }])  # fmt: skip
        skipped = self.result_of(commit, "web")
        self.assertEqual(skipped["outcome"], "skipped")
        self.assertIn("skipped", self.baryon.run("explain", commit).out)

    def test_pushes_to_the_branch_are_synced_from_then_on(self) -> None:
        repository = self.repository()
        first = repository.push(environment("network"), to="lab")
        self.config("create", "network", repository.path, "lab")
        self.succeeded(first)
        second = repository.push(environment("network", marker="second"), to="lab")
        self.succeeded(second)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        delivery = next(d for d in self.deliveries() if d["status"] == "accepted")
        self.assertIn("the sync config of environment template 'network'", delivery["changes"][0]["reason"])
        status = self.status_in("SUCCEEDED", "network", second)
        self.assertEqual(status["latestSync"]["initialRevision"]["sha"], first)

    def test_template_is_registered_from_the_configured_place_only(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network"), environment("other")))
        update = self.config("update", "network", repository.path, "main", subdirectory="moved")
        self.assertEqual(update["subdirectory"], "moved")
        failed = self.status_in("FAILED", "network")
        self.assertIn("its sync config names branch main of", failed["latestSync"]["events"][-1]["event"])
        commit = repository.push(environment("network", marker="second"), environment("other", marker="second"))
        sync = self.succeeded(commit)
        outcomes = {result["template"]: result["outcome"] for result in sync["results"]}
        self.assertEqual(outcomes, {"network": "skipped", "other": "new_minor"})
        self.assertIn(f"its sync config names branch main of {repository.path} below moved", sync["reason"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        repository.remove("environments/network")
        moved = repository.push(environment("network", marker="third", below="moved/"))
        self.succeeded(moved)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertNotIn("subdirectory", self.config("update", "network", repository.path))

    def test_template_moves_to_the_repository_that_is_named(self) -> None:
        old, new = self.repository("Old"), self.repository("New")
        self.succeeded(old.push(environment("network")))
        commit = new.push(environment("network", marker="moved"))
        self.assertEqual(self.result_of(commit, "network")["outcome"], "refused")
        self.config("update", "network", new.path)
        self.status_in("SUCCEEDED", "network", commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertEqual(self.baryon.json("templates")[0]["repository"], new.path)
        self.assertEqual(self.result_of(old.push(environment("network", marker="late")), "network")["outcome"], "skipped")

    def test_deleting_a_config_stops_and_creating_it_again_starts(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        mirrored = self.aws("get-template-sync-config", *self.of("network"))["templateSyncConfig"]
        self.assertEqual((mirrored["branch"], mirrored["subdirectory"]), ("main", "environments/network"))
        self.assertEqual(
            self.aws("delete-template-sync-config", *self.of("network")), {"templateSyncConfig": mirrored}
        )
        self.assertEqual(self.aws("delete-template-sync-config", *self.of("network")), {})
        gone = self.aws.refused("get-template-sync-config", *self.of("network"))
        self.assertEqual(gone.exception, "ResourceNotFoundException")
        gone = self.aws.refused("get-template-sync-status", *self.of("network"), "--template-version", "1")
        self.assertEqual(gone.exception, "ResourceNotFoundException")
        commit = repository.push(environment("network", marker="second"))
        result = self.result_of(commit, "network")
        self.assertEqual((result["outcome"], result["reason"]), ("skipped", "its sync config was deleted"))
        self.assertIn("its sync config was deleted", self.baryon.run("explain", commit).out)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.config("create", "network", repository.path)
        self.status_in("SUCCEEDED", "network", commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_what_is_not_there_yet_is_said_and_found_once_it_is(self) -> None:
        self.config("create", "network", "QUIET/infra-templates", "lab")
        status = self.status_in("FAILED", "network")
        attempt = status["latestSync"]
        self.assertIn("QUIET/infra-templates", attempt["events"][-1]["event"])
        self.assertEqual(attempt["targetRevision"]["sha"], NO_COMMIT)
        self.assertNotIn("latestSuccessfulSync", status)
        self.assertEqual(self.repository_status("QUIET/infra-templates", "lab")["latestSync"]["status"], "FAILED")
        repository = self.silent_repository()
        self.assertEqual(repository.path, "QUIET/infra-templates")
        commit = repository.push(environment("network"), to="lab")
        self.status_in("SUCCEEDED", "network", commit)

    def test_refused_template_fails_and_the_success_before_is_shown(self) -> None:
        repository = self.repository()
        good = repository.push(environment("network"), environment("other"))
        self.succeeded(good)
        bad = repository.push(broken("network"))
        self.assertEqual(self.sync_of(bad)["state"], "partial")
        status = self.status_in("FAILED", "network", bad)
        self.assertEqual(self.types(status["latestSync"])[-1], "SYNC_FAILED")
        self.assertIn("schema", status["latestSync"]["events"][-1]["event"])
        self.assertEqual(status["latestSuccessfulSync"]["targetRevision"]["sha"], good)
        self.assertEqual(status["latestSync"]["initialRevision"]["sha"], good)
        self.assertEqual(self.status("other")["latestSync"]["status"], "SUCCEEDED")
        self.assertEqual(self.repository_status(repository.path)["latestSync"]["status"], "FAILED")
        self.assertEqual(self.status("network", "7")["latestSync"]["status"], "FAILED")

    def test_renamed_repository_is_followed(self) -> None:
        repository = self.repository("Old Name")
        self.config("create", "network", repository.path)
        self.succeeded(repository.push(environment("network")))
        old = repository.path
        repository.rename(name="New Name")
        self.succeeded(repository.push(environment("network", marker="second")))
        shown = self.aws("get-template-sync-config", *self.of("network"))["templateSyncConfig"]
        self.assertEqual(shown["repositoryName"], repository.path)
        names = [one["name"] for one in self.aws("list-repositories")["repositories"]]
        self.assertEqual(names, [repository.path], f"not {old}")

    def test_local_directories_are_not_steered(self) -> None:
        self.config("create", "network", "QUIET/infra-templates", "lab")
        write(self.folder / "work", environment("network"))
        self.baryon.run("sync", str(self.folder / "work"))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])


class RulesTest(SyncCase):
    def test_same_members_again_and_others_conflict(self) -> None:
        made = self.config("create", "network", "PLAT/infra")
        self.assertEqual(self.config("create", "network", "PLAT/infra"), made)
        refused = self.aws.refused(
            "create-template-sync-config", *self.of("network"), *self.place("PLAT/infra", "other")
        )
        self.assertEqual(refused.exception, "ConflictException")
        missing = self.aws.refused("update-template-sync-config", *self.of("web", "SERVICE"), *self.place("PLAT/infra"))
        self.assertEqual(missing.exception, "ResourceNotFoundException")

    def test_what_the_cli_lets_through_is_refused_here(self) -> None:
        github = ["--repository-name", "a/b", "--repository-provider", "GITHUB", "--branch", "main"]
        for place, part in (
            (github, "syncs from Bitbucket"),
            (self.place("infra"), "'repositoryName'"),
            (self.place("PLAT/infra", "b" * 201), "'branch'"),
            (self.place("PLAT/infra", "main", "../x"), "'..'"),
        ):
            with self.subTest(place):
                refused = self.aws.refused("create-template-sync-config", *self.of("network"), *place)
                self.assertEqual(refused.exception, "ValidationException")
                self.assertIn(part, refused.message)
        refused = self.aws.refused("get-template-sync-config", *self.of("network", "NETWORK"))
        self.assertIn("[ENVIRONMENT, SERVICE]", refused.message)

    def test_viewers_read_and_cannot_change(self) -> None:
        self.config("create", "network", "PLAT/infra")
        viewer = AwsCli(self.server.url, VIEWER, self.folder)
        self.assertEqual(len(viewer("list-repositories")["repositories"]), 1)
        viewer("get-template-sync-config", *self.of("network"))
        viewer("get-template-sync-status", *self.of("network"), "--template-version", "1")
        for command in (
            ["delete-template-sync-config", *self.of("network")],
            ["update-template-sync-config", *self.of("network"), *self.place("PLAT/infra")],
            ["delete-repository", "--name", "PLAT/infra", "--provider", "BITBUCKET"],
        ):
            self.assertEqual(viewer.refused(*command).exception, "AccessDeniedException")


class RepositoriesTest(SyncCase):
    def repository_of(self, name: str) -> list[str]:
        return ["--name", name, "--provider", "BITBUCKET"]

    def create(self, name: str, *more: str) -> dict[str, Any]:
        command = ["create-repository", *self.repository_of(name), "--connection-arn", CONNECTION, *more]
        return self.aws(*command)["repository"]

    def test_life_of_a_repository_link(self) -> None:
        made = self.create("PLAT/infra", "--tags", "key=team,value=net")
        self.assertEqual(made, {
            "arn": f"{ACCOUNT}:repository/bitbucket:PLAT/infra", "name": "PLAT/infra", "provider": "BITBUCKET",
            "connectionArn": CONNECTION,
        })  # fmt: skip
        self.assertEqual(self.create("PLAT/infra"), made)
        self.assertEqual(self.aws("get-repository", *self.repository_of("PLAT/infra"))["repository"], made)
        tags = ["--resource-arn", made["arn"]]
        self.aws("tag-resource", *tags, "--tags", "key=stage,value=lab")
        self.aws("untag-resource", *tags, "--tag-keys", "team")
        self.assertEqual(self.aws("list-tags-for-resource", *tags)["tags"], [{"key": "stage", "value": "lab"}])
        self.config("create", "network", "PLAT/infra")
        used = self.aws.refused("delete-repository", *self.repository_of("PLAT/infra"))
        self.assertEqual(used.exception, "ConflictException")
        self.assertIn("'network'", used.message)
        self.aws("delete-template-sync-config", *self.of("network"))
        self.assertEqual(self.aws("delete-repository", *self.repository_of("PLAT/infra"))["repository"], made)
        self.assertEqual(self.aws("delete-repository", *self.repository_of("PLAT/infra")), {})
        gone = self.aws.refused("get-repository", *self.repository_of("PLAT/infra"))
        self.assertEqual(gone.exception, "ResourceNotFoundException")
        gone = self.aws.refused("get-repository-sync-status", *self.place("PLAT/infra"), "--sync-type", "TEMPLATE_SYNC")
        self.assertEqual(gone.exception, "ResourceNotFoundException")

    def test_pushes_make_links_that_are_listed_in_pages(self) -> None:
        pushed = self.repository()
        self.succeeded(pushed.push(environment("network")))
        for name in ("PLAT/a", "PLAT/z"):
            self.create(name)
        listed = self.aws("list-repositories", "--page-size", "1")["repositories"]
        self.assertEqual([one["name"] for one in listed], ["PLAT/a", pushed.path, "PLAT/z"])
        made = self.aws("get-repository", *self.repository_of(pushed.path))["repository"]
        self.assertEqual(
            made["connectionArn"], "arn:aws:codestar-connections:eu-west-1:000000000000:connection/bitbucket"
        )
        self.assertEqual(self.repository_status(pushed.path)["latestSync"]["status"], "SUCCEEDED")
        self.assertEqual(self.repository_status("PLAT/a"), {})
        place = self.place(pushed.path)
        no_service = self.aws.refused("get-repository-sync-status", *place, "--sync-type", "SERVICE_SYNC")
        self.assertEqual(no_service.exception, "ResourceNotFoundException")
        none = self.aws("list-repository-sync-definitions", *place[:4], "--sync-type", "SERVICE_SYNC")
        self.assertEqual(none, {"syncDefinitions": []})


if __name__ == "__main__":
    unittest.main()
