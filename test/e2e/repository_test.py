#!/usr/bin/env python3
"""Names of repositories, who owns a template, and where Bitbucket is."""
from __future__ import annotations

import unittest

from support.bundles import Files, environment, service
from support.case import ServiceCase


def at_root(major: int = 1, marker: str = "first") -> Files:
    """An environment template whose version directories lie at the repository's root."""
    return {name.removeprefix("x/"): text for name, text in environment("x", major, marker, below="").items()}


class RepositoryTest(ServiceCase):
    settings = {"bitbucket": {"projects": ["**"]}}

    def test_name_with_spaces_is_reached_by_its_slug(self) -> None:
        repository = self.repository("Sandbox v2 (Platform)")
        self.assertNotEqual(repository.slug, "Sandbox v2 (Platform)")
        self.succeeded(repository.push(environment("network")))
        self.assertEqual(self.baryon.json("templates")[0]["repository"], repository.path)

    def test_personal_project_is_synced(self) -> None:
        repository = self.repository(project="~JANE")
        self.succeeded(repository.push(environment("network")))
        self.assertEqual(self.baryon.json("show", "network")["repository"], repository.path)
        self.assertIn("network", self.baryon.run("explain", repository.path).out)

    def test_several_templates_of_one_repository_are_versioned_apart(self) -> None:
        repository = self.repository()
        names = [f"network-{number}" for number in range(12)]
        self.succeeded(repository.push(*(environment(name) for name in names), service("web", into=names[0])))
        sync = self.succeeded(repository.push(environment(names[3], marker="second"), service("web", 2, into=names[0])))
        self.assertEqual(len(sync["results"]), 14)
        self.assertEqual(self.baryon.versions(names[3]), ["1.0", "1.1"])
        self.assertEqual(self.baryon.versions("web"), ["1.0", "2.0"])
        for name in names[:3] + names[4:]:
            self.assertEqual(self.baryon.versions(name), ["1.0"])

    def test_template_at_the_root_is_named_after_the_repository(self) -> None:
        repository = self.repository("Base Network")
        self.succeeded(repository.push(at_root()))
        self.assertEqual(self.baryon.versions("base-network"), ["1.0"])

    def test_template_of_the_same_name_in_another_repository_is_refused(self) -> None:
        first = self.repository("First")
        second = self.repository("Second", project="OTHER")
        self.succeeded(first.push(environment("network")))
        sync = self.sync_of(second.push(environment("network", marker="stolen"), environment("own")))
        self.assertEqual(sync["state"], "partial", sync)
        refused = next(r for r in sync["results"] if r["template"] == "network")
        self.assertEqual(refused["outcome"], "refused")
        self.assertIn(first.path, refused["reason"])
        self.assertIn(second.path, refused["reason"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.baryon.versions("own"), ["1.0"])

    def test_renamed_repository_still_owns_its_templates(self) -> None:
        repository = self.repository("Old Name")
        self.succeeded(repository.push(environment("network")))
        old = repository.path
        repository.rename(name="New Name")
        self.assertNotEqual(repository.path, old)
        sync = self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(sync["repository"], repository.path)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertEqual(self.baryon.json("templates")[0]["repository"], repository.path)

    def test_repository_moved_to_another_project_still_owns_its_templates(self) -> None:
        repository = self.repository("Infra")
        self.repository("Elsewhere", project="OTHER")  # so that the project announces pushes
        self.succeeded(repository.push(environment("network")))
        repository.rename(project="OTHER")
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_repository_that_takes_over_an_old_name_owns_nothing(self) -> None:
        repository = self.repository("Infra")
        self.succeeded(repository.push(environment("network")))
        repository.rename(name="Infra Two")
        newcomer = self.repository("Infra")
        sync = self.sync_of(newcomer.push(environment("network", marker="stolen")))
        self.assertEqual([r["outcome"] for r in sync["results"]], ["refused"], sync)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])


class RootNameTest(ServiceCase):
    settings = {"templates": {"root_name": "foundation"}}

    def test_template_at_the_root_takes_the_configured_name(self) -> None:
        self.succeeded(self.repository().push(at_root()))
        self.assertEqual(self.baryon.versions("foundation"), ["1.0"])


class ContextPathTest(ServiceCase):
    stand_in_options = ("--context-path", "/bitbucket")

    def test_bitbucket_may_live_below_a_context_path(self) -> None:
        self.assertTrue(self.stand_in.url.endswith("/bitbucket"))
        self.succeeded(self.repository().push(environment("network")))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])


class ProjectsTest(ServiceCase):
    settings = {"bitbucket": {"projects": ["PLAT", "SHARED/templates-*", "!PLAT/attic"]}}

    def test_only_configured_projects_and_repositories_are_synced(self) -> None:
        wanted = [self.repository("Infra"), self.repository("Templates One", project="SHARED")]
        unwanted = [self.repository("Attic"), self.repository("Other", project="SHARED")]
        for number, repository in enumerate(unwanted):
            repository.push(environment(f"unwanted-{number}"))
        for delivery in self.deliveries_once(2):
            self.assertEqual(delivery["status"], "ignored", delivery)
            self.assertIn("bitbucket.projects", delivery["reason"])
        for number, repository in enumerate(wanted):
            self.succeeded(repository.push(environment(f"wanted-{number}")))
        self.assertEqual([t["name"] for t in self.baryon.json("templates")], ["wanted-0", "wanted-1"])


if __name__ == "__main__":
    unittest.main()
