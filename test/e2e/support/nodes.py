"""What tests of several nodes start from: a PostgreSQL server, and servers of ours that share a database of it."""
from __future__ import annotations

import itertools
import unittest
from typing import Any

from support.baryon import Baryon, Server, Settings
from support.case import ServiceCase
from support.postgresql import MISSING, PROGRAMS, PostgresqlServer
from support.waiting import eventually

_numbers = itertools.count(1)


@unittest.skipIf(PROGRAMS is None, MISSING)
class PostgresqlCase(ServiceCase):
    """One PostgreSQL server for all tests of a class, a database for each test."""

    postgresql: PostgresqlServer
    is_durable = False

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.postgresql = PostgresqlServer(cls.is_durable)
        cls.addClassCleanup(cls.postgresql.remove)

    def setUp(self) -> None:
        self.database = f"test_{next(_numbers)}"
        self.database_url = self.postgresql.make_database(self.database)
        super().setUp()

    def serve_from(self, baryon: Baryon) -> Server:
        server = baryon.serve()
        self.addCleanup(self._check_end, server)
        return server


class NodesCase(PostgresqlCase):
    """The server of `self.baryon` works on PostgreSQL; more nodes join with `node`."""

    def setUp(self) -> None:
        self.serves = False
        super().setUp()
        self.baryon.configure(self.shared_settings())
        self.server = self.serve()

    def shared_settings(self) -> Settings:
        return {"database": self.database_url, "store": {"url": f"file:{self.folder}/shared/objects"}}

    def node(self, name: str, more: Settings | None = None) -> Baryon:
        """Another node, on a machine of its own as far as files go, configured like the first."""
        node = Baryon(self.folder / name)
        node.configure({key: value for key, value in self.baryon.settings.items()})
        node.configure(more or {})
        return node

    def ask(self, statement: str) -> str:
        """The database itself."""
        return self.postgresql.execute(statement, self.database)

    def is_ready(self, server: Server) -> bool:
        return server.get("/readyz").status == 200

    def wait_until_ready(self, server: Server) -> None:
        eventually("the server is ready", lambda: self.is_ready(server))

    def checks_of(self, server: Server) -> dict[str, Any]:
        return server.get("/readyz").json["checks"]
