#!/usr/bin/env python3
"""Moving an installation from SQLite to PostgreSQL and back."""
from __future__ import annotations

import unittest

from support.bundles import environment, service
from support.nodes import PostgresqlCase
from support.postgresql import ENCODED_PASSWORD, PASSWORD


class MigrateTest(PostgresqlCase):
    def test_there_and_back_again(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network"), service("web")))
        self.succeeded(repository.push(environment("network", marker="second")))
        before = self.everything()
        self.server.stop()
        sqlite = f"sqlite:{self.baryon.data}/baryon.db"

        moved = self.baryon.run("migrate", sqlite, self.database_url)
        self.assertRegex(moved.out, r"versions +3\n")
        self.assertNotIn(PASSWORD, moved.out + moved.err)
        self.assertNotIn(ENCODED_PASSWORD, moved.out + moved.err)
        self.baryon.configure({"database": self.database_url})
        self.assertEqual(self.everything(), before)
        self.serve()
        self.succeeded(repository.push(environment("network", marker="third")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "1.2"])
        self.baryon.run("show", "network@1.0")
        between = self.everything()
        self.server.stop()

        back = self.folder / "back" / "baryon.db"
        done = self.baryon.json("migrate", f"sqlite:{back}")
        self.assertEqual(done["tables"]["versions"], 4)
        self.assertIn("store-key", done["keys"])
        self.assertEqual(back.stat().st_mode & 0o777, 0o600)
        self.baryon.configure({"database": f"sqlite:{back}"})
        self.assertEqual(self.everything(), between)
        self.assertEqual(
            (back.parent / "store-key").read_text(), (self.baryon.data / "store-key").read_text()
        )
        self.serve()
        self.succeeded(repository.push(environment("network", marker="fourth")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "1.2", "1.3"])

    def test_running_server_is_not_moved(self) -> None:
        done = self.baryon.run("migrate", self.database_url, expect=2)
        self.assertIn("already serves", done.err)

    def test_target_has_to_be_empty(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        self.server.stop()
        self.baryon.run("migrate", self.database_url)
        done = self.baryon.run("migrate", self.database_url, expect=1)
        self.assertIn("not empty", done.err)

    def test_served_postgresql_is_not_moved(self) -> None:
        self.server.stop()
        self.baryon.run("migrate", self.database_url)
        self.baryon.configure({"database": self.database_url})
        self.serve()
        self.server.wait_for_log("serving")
        done = self.baryon.run("migrate", f"sqlite:{self.folder}/back/baryon.db", expect=2)
        self.assertIn("stop all its servers", done.err)

    def test_two_of_a_kind_are_refused(self) -> None:
        done = self.baryon.run("migrate", "sqlite:/one.db", "sqlite:/two.db", expect=2)
        self.assertIn("baryon backup", done.err)

    def everything(self) -> list:
        """What commands print of an installation."""
        return [
            self.baryon.json("templates"),
            self.baryon.json("versions", "network"),
            self.baryon.json("show", "network@1.1"),
            self.baryon.json("syncs"),
            self.baryon.json("deliveries"),
        ]


if __name__ == "__main__":
    unittest.main()
