#!/usr/bin/env python3
"""`baryon lint`: what it takes, what it prints, how it ends."""
from __future__ import annotations

import json
import os
import pty
import subprocess
import tarfile
import unittest
from pathlib import Path

from support import npm
from support.baryon import BINARY, Baryon, clean_environment, run
from support.bundles import broken, environment, service, write
from support.case import FolderCase

ROOT = Path(__file__).resolve().parents[2]
SARIF_SCHEMA = Path("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")

MISSPELT = """compatible_enviroments:
  - network:1
"""


def bundle_fixtures() -> Path | None:
    """Published sample bundles; they lie outside of the project."""
    shared = os.environ.get("BARYON_SHARED")
    candidates = [Path(shared)] if shared else [folder / "shared" for folder in ROOT.parents]
    return next((path / "fixtures/bundles" for path in candidates if (path / "fixtures/bundles").is_dir()), None)


class LintCase(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.tree = self.folder / "infra"
        self.baryon = Baryon(self.folder / "baryon")

    def lint(self, *arguments: str, expect: int = 0) -> str:
        return self.baryon.run("lint", *arguments, expect=expect).out

    def rules(self, *arguments: str, expect: int = 0) -> list[str]:
        report = json.loads(self.lint(*arguments, "--format", "json", expect=expect))
        return [finding["rule"] for item in report["templates"] for finding in item["findings"]]


class LintCommandTest(LintCase):
    def test_tree_without_errors_ends_well(self) -> None:
        write(self.tree, environment("network"), service("web"))
        out = self.lint(str(self.tree))
        self.assertRegex(out.splitlines()[-1], r"^2 templates: 0 errors, \d+ warnings?, \d+ notes?$")

    def test_nothing_is_left_behind(self) -> None:
        write(self.tree, environment("network"))
        self.lint(str(self.tree))
        self.assertFalse(self.baryon.data.exists())

    def test_error_names_file_line_column_and_rule(self) -> None:
        write(self.tree, environment("network"), broken("bad"))
        out = self.lint(str(self.tree), expect=1)
        self.assertRegex(out, rf"{self.tree}/environments/bad/v1/schema/schema.yaml:\d+:\d+: error: .* \[schema-[a-z-]+\]")
        self.assertRegex(out.splitlines()[-1], r"^2 templates: 1 error, ")

    def test_source_line_is_shown_with_a_caret(self) -> None:
        files = service("web")
        files["services/web/v1/.template-registration.yaml"] = MISSPELT
        write(self.tree, files)
        lines = self.lint(str(self.tree), expect=1).splitlines()
        at = next(i for i, line in enumerate(lines) if ".template-registration.yaml" in line and "error" in line)
        self.assertIn("compatible_enviroments:", "\n".join(lines[at : at + 2]))
        self.assertIn("compatible_environments", "\n".join(lines[at : at + 4]))

    def test_version_directory_bundle_and_tree_give_the_same(self) -> None:
        write(self.tree, broken("bad"))
        version = self.tree / "environments/bad/v1"
        bare = self.folder / "bundle"
        version.rename(bare)
        (self.tree / "environments/bad").mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(bare), str(version)], check=True)
        of_tree = self.rules(str(self.tree), expect=1)
        self.assertEqual(self.rules(str(version), expect=1), of_tree)
        self.assertEqual(self.rules(str(bare), expect=1), of_tree)
        self.assertIn(f"{version}/schema/schema.yaml:", self.lint(str(version), expect=1))

    def test_archive_is_taken(self) -> None:
        write(self.tree, environment("network"), broken("bad"))
        archive = self.folder / "infra.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(self.tree, ".")
        out = self.lint(str(archive), expect=1)
        self.assertIn("environments/bad/v1/schema/schema.yaml:", out)

    def test_several_paths_are_one_report(self) -> None:
        write(self.tree, environment("network"))
        other = self.folder / "other"
        write(other, environment("storage"))
        self.assertIn("2 templates:", self.lint(str(self.tree), str(other)))

    def test_strict_makes_warnings_fail(self) -> None:
        write(self.tree, environment("network"))  # its input is used nowhere
        self.assertIn("input-unused", self.lint(str(self.tree)))
        self.lint(str(self.tree), "--strict", expect=1)

    def test_json_is_stable(self) -> None:
        write(self.tree, broken("bad"))
        report = json.loads(self.lint(str(self.tree), "--json", expect=1))
        self.assertEqual(sorted(report), ["errors", "notes", "templates", "warnings"])
        self.assertEqual(report["errors"], 1)
        item = report["templates"][0]
        self.assertEqual(item["template"], "bad")
        self.assertEqual(item["directory"], f"{self.tree}/environments/bad/v1")
        finding = item["findings"][0]
        self.assertEqual(sorted(finding), ["column", "file", "hint", "line", "message", "rule", "severity"])
        self.assertEqual((finding["severity"], finding["file"]), ("error", "schema/schema.yaml"))

    def test_colour_is_for_terminals(self) -> None:
        write(self.tree, broken("bad"))
        self.assertNotIn("\x1b", self.lint(str(self.tree), expect=1))
        self.assertIn("\x1b[1;31merror:", self.on_terminal({}))
        self.assertNotIn("\x1b", self.on_terminal({"NO_COLOR": "1"}))

    def test_wrong_paths_are_said(self) -> None:
        self.tree.mkdir()
        (self.tree / "notes.txt").write_text("nothing here\n")
        for path, word in (("missing", "there is no"), (".", "holds no template"), ("notes.txt", "neither")):
            done = self.baryon.run("lint", str(self.tree / path), expect=1)
            self.assertIn(word, done.err)
            self.assertEqual(done.out, "")

    def test_wrong_usage_is_said(self) -> None:
        self.assertIn("PATH", run("lint", expect=2).err)
        run("lint", "--format", "xml", str(self.folder), expect=2)

    def on_terminal(self, more: dict[str, str]) -> str:
        leader, follower = pty.openpty()
        command = [str(BINARY), "lint", str(self.tree)]
        with subprocess.Popen(command, stdout=follower, env=clean_environment(more), cwd=self.folder) as process:
            os.close(follower)
            out = b""
            while True:
                try:
                    piece = os.read(leader, 65536)
                except OSError:  # the other end is closed
                    piece = b""
                if not piece:
                    break
                out += piece
            process.wait()
        os.close(leader)
        return out.decode()


class SarifTest(LintCase):
    def test_report_is_valid_sarif(self) -> None:
        try:
            import jsonschema
        except ImportError:
            self.skipTest("this Python has no jsonschema (Debian: python3-jsonschema)")
        schema = json.loads((npm.node_modules(ROOT / "test/e2e/sarif_schema") / SARIF_SCHEMA).read_text())
        files = service("web")
        del files["services/web/v1/.template-registration.yaml"]
        write(self.tree, environment("network"), broken("bad"), files)
        report = json.loads(self.lint(str(self.tree), "--format", "sarif", expect=1))
        jsonschema.Draft7Validator(schema).validate(report)
        sarif_run = report["runs"][0]
        known = {rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]}
        self.assertTrue(sarif_run["results"])
        for result in sarif_run["results"]:
            self.assertIn(result["ruleId"], known)
        places = [result["locations"][0]["physicalLocation"] for result in sarif_run["results"]]
        self.assertTrue(any("region" in place and place["region"]["startLine"] >= 1 for place in places))
        self.assertTrue(all(place["artifactLocation"]["uri"].startswith("file:///") for place in places))

    def test_paths_are_those_that_were_given(self) -> None:
        write(self.tree, broken("bad template".replace(" ", "-")))
        done = run("lint", "--format", "sarif", "infra", expect=1, folder=self.folder)
        place = done.json["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        self.assertEqual(place["artifactLocation"]["uri"], "infra/environments/bad-template/v1/schema/schema.yaml")


class PublishedBundlesTest(LintCase):
    def test_published_samples_have_no_errors(self) -> None:
        fixtures = bundle_fixtures()
        if fixtures is None:
            self.skipTest("the sample bundles are not here; BARYON_SHARED may name their place")
        report = json.loads(self.lint(str(fixtures), "--json", expect=1))
        bad = {item["template"] for item in report["templates"] for f in item["findings"] if f["severity"] == "error"}
        self.assertEqual(bad, {"sample-lambda-function-template"})  # it has no registration file
        self.assertEqual(len(report["templates"]), 6)

    def test_examples_are_clean(self) -> None:
        report = json.loads(self.lint(str(ROOT / "examples/templates"), "--json"))
        self.assertEqual((report["errors"], report["warnings"]), (0, 0), report)


if __name__ == "__main__":
    unittest.main()
