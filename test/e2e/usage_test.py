#!/usr/bin/env python3
"""The command line as such: help, version, exit codes."""
from __future__ import annotations

import unittest

from support.baryon import Baryon, run
from support.bundles import environment, write
from support.case import FolderCase

COMMANDS = ("serve", "sync", "templates", "versions", "show", "pull", "publish", "deliveries", "syncs", "explain",
            "config")
WITH_JSON = ("sync", "templates", "versions", "show", "pull", "publish", "deliveries", "syncs", "explain")


class UsageTest(FolderCase):
    def test_help_lists_every_command_and_the_exit_codes(self) -> None:
        out = run("--help").out
        for command in COMMANDS:
            self.assertRegex(out, rf"(?m)^\s+{command}\b")
        self.assertRegex(out, r"(?i)exit")

    def test_every_command_has_help(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                done = run(command, "--help")
                self.assertIn(command, done.out)
                self.assertEqual(done.err, "")
                if command in WITH_JSON:
                    self.assertIn("--json", done.out)

    def test_version_is_told(self) -> None:
        self.assertRegex(run("--version").out, r"^baryon \d+\.\d+\.\d+")

    def test_wrong_usage_ends_with_2(self) -> None:
        for arguments in (
            (),
            ("nonsense",),
            ("templates", "--nonsense"),
            ("versions",),
            ("show",),
            ("pull", "network"),
            ("publish",),
            ("publish", "network"),
            ("versions", "network@1.0"),
            ("sync",),
            ("explain",),
            ("config",),
            ("config", "nonsense"),
            ("syncs", "--limit", "many"),
            ("templates", "surplus"),
        ):
            with self.subTest(arguments):
                done = run(*arguments, expect=2, folder=self.folder)
                self.assertTrue(done.err)
                self.assertEqual(done.out, "")

    def test_states_that_do_not_exist_end_with_2(self) -> None:
        baryon = self.with_one_template()
        for command in ("deliveries", "syncs"):
            with self.subTest(command):
                error = baryon.run(command, "--state", "nonsense", expect=2).err
                self.assertIn("accepted" if command == "deliveries" else "queued", error)

    def test_things_that_do_not_exist_end_with_1(self) -> None:
        baryon = self.with_one_template()
        for arguments in (
            ("versions", "nothing"),
            ("show", "nothing"),
            ("show", "network@7.0"),
            ("pull", "nothing", "-o", str(self.folder / "out")),
            ("publish", "nothing@1.0"),
            ("publish", "network@7.0"),
            ("explain", "abcdef0"),
            ("explain", "a" * 40),
            ("explain", "01" + "0" * 24),
            ("explain", "PLAT/nothing"),
            ("sync", str(self.folder / "nothing")),
        ):
            with self.subTest(arguments):
                done = baryon.run(*arguments, expect=1)
                self.assertTrue(done.err.startswith("baryon: "), done.err)
                self.assertEqual(done.out, "")

    def test_missing_configuration_file_ends_with_2(self) -> None:
        done = run("--config", str(self.folder / "missing.yaml"), "templates", expect=2)
        self.assertIn("missing.yaml", done.err)

    def test_looking_before_anything_was_registered_is_explained(self) -> None:
        done = Baryon(self.folder / "baryon").run("templates", expect=1)
        self.assertIn("baryon serve", done.err)

    def with_one_template(self) -> Baryon:
        baryon = Baryon(self.folder / "baryon")
        source = self.folder / "source"
        write(source, environment("network"))
        baryon.run("sync", str(source))
        return baryon


if __name__ == "__main__":
    unittest.main()
