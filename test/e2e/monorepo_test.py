#!/usr/bin/env python3
"""Many templates in one repository, and directories that count for all of them."""
from __future__ import annotations

import unittest

from support.baryon import Settings
from support.bundles import environment, service
from support.case import ServiceCase


class SharedDirectoriesTest(ServiceCase):
    settings: Settings = {"templates": {"shared": ["modules/common"]}}

    def test_shared_file_makes_a_version_of_every_template(self) -> None:
        infra = self.repository()
        shared = {"modules/common/tags.tf": "# one\n"}
        self.succeeded(infra.push(environment("network"), service("web"), shared))
        shown = self.baryon.json("show", "network")
        self.assertIn("shared/modules/common/tags.tf", [file["path"] for file in shown["files"]])
        self.succeeded(infra.push({"modules/common/tags.tf": "# two\n"}))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertEqual(self.baryon.versions("web"), ["1.0", "1.1"])

    def test_other_directories_count_for_nothing(self) -> None:
        infra = self.repository()
        self.succeeded(infra.push(environment("network"), {"modules/other/x.tf": "# one\n"}))
        sync = self.succeeded(infra.push({"modules/other/x.tf": "# two\n"}))
        self.assertEqual([result["outcome"] for result in sync["results"]], ["unchanged"])


class ManyTemplatesTest(ServiceCase):
    def test_each_template_has_versions_of_its_own(self) -> None:
        infra = self.repository()
        first = [environment(f"net-{i}", below=f"teams/{i}/deep/er/") for i in range(8)]
        self.succeeded(infra.push(*first, environment("top", below="")))
        self.succeeded(infra.push(environment("net-3", marker="second", below="teams/3/deep/er/")))
        self.assertEqual(self.baryon.versions("net-3"), ["1.0", "1.1"])
        for name in ("net-0", "net-7", "top"):
            self.assertEqual(self.baryon.versions(name), ["1.0"])

    def test_one_name_in_several_places_is_refused_with_all_paths(self) -> None:
        infra = self.repository()
        places = ("teams/a/", "teams/b/", "teams/c/")
        commit = infra.push(*(environment("network", below=place) for place in places), environment("other"))
        sync = self.sync_in("partial", commit)
        told = self.baryon.run("explain", commit).out
        for place in places:
            self.assertIn(f"{place}network", told)
        self.assertEqual(len([r for r in sync["results"] if r["outcome"] == "refused"]), 3)
        self.assertEqual(self.baryon.versions("other"), ["1.0"])


if __name__ == "__main__":
    unittest.main()
