"""A PostgreSQL server for a world, instead of SQLite."""
from __future__ import annotations

from support.postgresql import MISSING, PROGRAMS, PostgresqlServer
from world import Skip, World


def move_to_postgresql(world: World) -> PostgresqlServer:
    """Before the world's server is started. Every commit is on the disk before it is answered, as SQLite has it."""
    if PROGRAMS is None:
        raise Skip(MISSING)
    postgresql = PostgresqlServer(is_durable=True)
    world.cleanup.callback(postgresql.remove)
    world.baryon.configure({"database": postgresql.make_database("chaos")})
    return postgresql
