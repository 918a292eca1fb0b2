#!/usr/bin/env python3
"""Breaking changes do not slip out as minor versions."""
from __future__ import annotations

import unittest

from support.baryon import Settings
from support.bundles import Files, environment, service
from support.case import ServiceCase


def with_input(files: Files, name: str, more: str = 'default: "x"') -> Files:
    """The same template with one more input."""
    return {
        path: text + f"        {name}:\n          type: string\n          {more}\n" if path.endswith("schema.yaml") else text
        for path, text in files.items()
    }


class RefuseTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.infra = self.repository()
        self.succeeded(self.infra.push(with_input(environment("network"), "zones"), service("web")))

    def test_breaking_change_is_refused_and_the_others_go_on(self) -> None:
        commit = self.infra.push(environment("network", marker="second"), service("web", marker="second"))
        sync = self.sync_in("partial", commit)
        by_name = {result["template"]: result for result in sync["results"]}
        self.assertEqual(by_name["web"]["outcome"], "new_minor")
        refused = by_name["network"]
        self.assertEqual(refused["outcome"], "refused")
        self.assertIn("not compatible with version 1.0", refused["reason"])
        self.assertIn("environment input zones", refused["reason"])
        self.assertIn("environments/network/v2/", refused["hint"])
        self.assertEqual([f["rule"] for f in refused["findings"] if f["severity"] == "error"], ["incompatible-change"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        told = self.baryon.run("explain", commit).out
        self.assertIn("environment input zones", told)
        self.assertIn("environments/network/v2/", told)

    def test_new_major_directory_is_the_way_out(self) -> None:
        commit = self.infra.push(environment("network", major=2))
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0"])

    def test_dry_run_tells_before_the_push(self) -> None:
        self.infra.write(environment("network", marker="second"))
        self.infra.commit(message="Break it")
        done = self.baryon.run("sync", "--dry-run", str(self.infra.tree.directory), expect=1)
        self.assertIn("not compatible with version 1.0", done.out)

    def test_diff_sorts_changes_by_weight(self) -> None:
        commit = self.infra.push(with_input(with_input(environment("network", marker="b"), "zones"), "extra"))
        self.succeeded(commit)
        difference = self.baryon.json("diff", "network@1.0", "network@1.1")
        self.assertFalse(difference["breaking"])
        self.assertIn({"change": "changed", "path": "schema/schema.yaml"}, difference["files"])
        self.assertIn("environment input extra", [change["subject"] for change in difference["schema"]])
        back = self.baryon.run("diff", "network@1.1", "network@1.0").out
        self.assertRegex(back, r"breaking +environment input extra")
        self.assertIn("the same content", self.baryon.run("diff", "network@1.0", "network@1.0").out)
        self.assertIn("2.0", self.baryon.run("diff", "network@1.0", "network@2.0", expect=1).err)


class WarnTest(ServiceCase):
    settings: Settings = {"templates": {"compatibility": "warn"}}

    def test_breaking_change_is_registered_with_a_warning(self) -> None:
        infra = self.repository()
        self.succeeded(infra.push(with_input(environment("network"), "zones")))
        sync = self.succeeded(infra.push(environment("network", marker="second")))
        result = sync["results"][0]
        self.assertEqual((result["outcome"], result["version"]), ("new_minor", "1.1"))
        self.assertIn("incompatible-change", [f["rule"] for f in result["findings"] if f["severity"] == "warning"])


class NextMajorTest(ServiceCase):
    settings: Settings = {"templates": {"compatibility": "next_major"}}

    def test_breaking_change_begins_a_major_that_goes_on(self) -> None:
        infra = self.repository()
        self.succeeded(infra.push(with_input(environment("network"), "zones")))
        self.succeeded(infra.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0"])
        self.succeeded(infra.push(environment("network", marker="third")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0", "2.1"])


if __name__ == "__main__":
    unittest.main()
