#!/usr/bin/env python3
"""What a push to a branch registers."""
from __future__ import annotations

import unittest

from support.bundles import broken, environment, service
from support.case import ServiceCase
from support.waiting import eventually


class PushTest(ServiceCase):
    def test_first_push_makes_template_and_version_of_both_kinds(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"), service("web"), message="Add network and web")
        sync = self.succeeded(commit)

        self.assertEqual({r["template"]: r["outcome"] for r in sync["results"]}.keys(), {"network", "web"})
        templates = {t["name"]: t for t in self.baryon.json("templates")}
        self.assertEqual(templates["network"]["kind"], "environment")
        self.assertEqual(templates["web"]["kind"], "service")
        for name in ("network", "web"):
            self.assertEqual(self.baryon.versions(name), ["1.0"])
            self.assertEqual(templates[name]["repository"], repository.path)
        version = self.baryon.json("show", "web@1.0")
        self.assertEqual(version["compatible_environments"], [{"name": "network", "major": 1}])

    def test_description_names_commit_and_subject(self) -> None:
        commit = self.repository().push(environment("network"), message="Add a network\n\nWith a body.")
        self.succeeded(commit)
        version = self.baryon.json("show", "network@1.0")
        self.assertEqual(version["description"], f"[{commit[:7]}] Add a network")
        self.assertEqual(version["commit"], commit)

    def test_push_that_leaves_a_template_alone_makes_no_version(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        others = {"README.md": "for people", "environments/network/spec/spec.yaml": "a: 1"}
        sync = self.succeeded(repository.push(others))
        self.assertEqual([r["outcome"] for r in sync["results"]], ["unchanged"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_changed_content_makes_a_minor_version(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_changed_executable_bit_makes_a_minor_version(self) -> None:
        repository = self.repository()
        script = "environments/network/v1/infrastructure/check.sh"
        self.succeeded(repository.push(environment("network"), {script: "#!/bin/sh\n"}))
        (repository.tree.directory / script).chmod(0o755)
        self.succeeded(repository.push())
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_removed_file_makes_a_minor_version(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network"), {"environments/network/v1/notes.txt": "old"}))
        repository.remove("environments/network/v1/notes.txt")
        self.succeeded(repository.push())
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_new_version_directory_makes_a_major_version(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.succeeded(repository.push(environment("network", major=2)))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0"])

    def test_change_in_an_older_major_makes_its_next_minor(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network"), environment("network", major=2)))
        self.succeeded(repository.push(environment("network", marker="mended")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "2.0"])

    def test_version_10_comes_after_version_9(self) -> None:
        repository = self.repository()
        majors = [environment("network", major) for major in (1, 2, 9)]
        self.succeeded(repository.push(*majors))
        self.succeeded(repository.push(environment("network", 10)))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0", "9.0", "10.0"])
        self.assertEqual(self.baryon.json("templates")[0]["newest"], "10.0")
        self.assertEqual(self.baryon.json("show", "network")["version"], "10.0")

    def test_minor_10_comes_after_minor_9(self) -> None:
        repository = self.repository()
        for number in range(11):
            self.succeeded(repository.push(environment("network", marker=f"state {number}")))
        self.assertEqual(self.baryon.versions("network"), [f"1.{minor}" for minor in range(11)])
        self.assertEqual(self.baryon.json("templates")[0]["newest"], "1.10")

    def test_directories_with_leading_zeros_are_no_versions(self) -> None:
        files = {name.replace("/v1/", "/v01/"): text for name, text in environment("network").items()}
        sync = self.succeeded(self.repository().push(files))
        self.assertEqual(sync["results"], [])

    def test_removed_template_keeps_its_versions(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network"), environment("other")))
        repository.remove("environments/network")
        self.succeeded(repository.push())
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_build_status_shows_the_outcome_beside_the_commit(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"))
        sync = self.succeeded(commit)
        path = f"/projects/{repository.project}/repos/{repository.slug}/commits/{commit}/builds?key=baryon"
        answer = eventually("a build status", lambda: self.stand_in.rest("GET", path), lambda a: a.status == 200)
        status = answer.json
        self.assertEqual(status["state"], "SUCCESSFUL")
        self.assertIn(sync["id"], status["url"])


class PartialTest(ServiceCase):
    def test_bad_template_does_not_stop_the_good_ones(self) -> None:
        commit = self.repository().push(environment("good"), broken("bad"), service("web", into="good"))
        sync = self.sync_of(commit)
        self.assertEqual(sync["state"], "partial", sync)
        outcomes = {r["template"]: r for r in sync["results"]}
        self.assertEqual(outcomes["bad"]["outcome"], "refused")
        self.assertEqual(outcomes["bad"]["directory"], "environments/bad/v1")
        self.assertIn("environments/bad/v1", sync["reason"])
        self.assertEqual(self.baryon.versions("good"), ["1.0"])
        self.assertEqual(self.baryon.versions("web"), ["1.0"])
        self.assertEqual(self.baryon.versions("bad"), [])

    def test_mended_template_is_registered_by_the_next_push(self) -> None:
        repository = self.repository()
        self.sync_of(repository.push(environment("good"), broken("bad")))
        sync = self.succeeded(repository.push(environment("bad")))
        self.assertEqual(self.baryon.versions("bad"), ["1.0"])
        self.assertEqual({r["template"]: r["outcome"] for r in sync["results"]}["good"], "unchanged")

    def test_repository_without_templates_succeeds_and_says_so(self) -> None:
        commit = self.repository().push({"README.md": "nothing here", "api/v1/main.go": "package main"})
        sync = self.succeeded(commit)
        self.assertIn("no templates", sync["reason"])
        self.assertIn("no templates", self.baryon.run("explain", commit).out)

    def test_two_directories_of_one_template_are_not_both_registered(self) -> None:
        repository = self.repository()
        files = [environment("network", below="here/"), environment("network", marker="other", below="there/")]
        sync = self.sync_of(repository.push(*files, environment("good")))
        self.assertEqual(sync["state"], "partial", sync)
        said = " ".join(r["reason"] for r in sync["results"] if r["outcome"] == "refused")
        self.assertIn("here/network/v1", said + sync["reason"])
        self.assertIn("there/network/v1", said + sync["reason"])
        again = self.sync_of(repository.push({"README.md": "again"}))
        self.assertNotIn("1.1", self.baryon.versions("network"), again)
        self.assertEqual(self.baryon.versions("good"), ["1.0"])


if __name__ == "__main__":
    unittest.main()
