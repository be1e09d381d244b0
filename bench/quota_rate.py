"""Reservations a second at the desk against a bare driver that runs the very same statements."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import set_json_dumps
from sqlalchemy import Connection, Engine, event

from bench.desks import KINDS, Rack, open_silent_desk, person, picture, rack
from bench.report import Report
from tasks.database import BUSY_MS, Database, as_json
from tasks.desk import Desk
from tasks.ledger import verify
from tasks.reservation import Order, reserve

ROUNDS = 7  # and one that warms up
RESERVATIONS = 60  # a round
PEOPLE = 20
CREDITS = 1_000_000
FLOOR = 0.45

Statement = tuple[str, Any, bool]  # Any: whatever a driver takes; whether there are many sets of it


@dataclass
class Tape:
    """What the desk sends to its driver, transaction by transaction."""

    transactions: list[list[Statement]] = field(default_factory=lambda: [[]])

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Listen to every engine of this process."""
        event.listen(Engine, "before_cursor_execute", self._heard)
        event.listen(Engine, "commit", self._ended)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._heard)
            event.remove(Engine, "commit", self._ended)

    def take(self) -> list[list[Statement]]:
        """Give what was heard, and forget it."""
        heard, self.transactions = self.transactions[:-1], [[]]
        return heard

    def _heard(self, *heard: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        _, _, statement, parameters, _, many = heard
        self.transactions[-1].append((statement, parameters, many))

    def _ended(self, connection: Connection) -> None:
        self.transactions.append([])


def run() -> Report:
    """Reserve at the desk, run what it sent on a bare driver and a twin of the database, round by round."""
    with rack() as databases:
        outcomes = [_compare(databases, kind) for kind in KINDS]
    lines = [
        f"{kind}: desk {median(desk):.0f}, bare {median(bare):.0f} reservations a second, "
        f"ratio {_ratio(desk, bare):.2f}; {statements} statements each"
        for kind, (desk, bare, statements, _) in zip(KINDS, outcomes, strict=True)
    ]
    worst = min(_ratio(desk, bare) for desk, bare, _, _ in outcomes)
    same = all(equal for *_, equal in outcomes)
    return Report(
        name="quota-rate",
        check=f"both databases of a pair hold the same jobs and books without a fault: {same}",
        lines=tuple(lines),
        headline=f"quota-rate {worst:.2f} of a bare driver (floor: {FLOOR})",
        passed=same and worst >= FLOOR,
    )


def _ratio(desk: list[float], bare: list[float]) -> float:
    return median(ours / theirs for ours, theirs in zip(desk, bare, strict=True))


def _compare(databases: Rack, kind: str) -> tuple[list[float], list[float], int, bool]:
    """Give the rates of both, the statements of one reservation, and whether both ended alike."""
    urls = databases.url(kind), databases.url(kind)
    desk = open_silent_desk(urls[0], databases.folder, CREDITS)
    bare, tape = _bare(urls[1]), Tape()
    ours, theirs, statements, price = [], [], 0, desk.price(picture())
    for _ in range(1 + ROUNDS):
        orders = [_order(number % PEOPLE, price) for number in range(RESERVATIONS)]
        with tape.recording():
            started = time.perf_counter()
            for order in orders:
                _reserve(desk, order)
            ours.append(RESERVATIONS / (time.perf_counter() - started))
        heard = tape.take()
        statements = len(heard[-1])
        theirs.append(RESERVATIONS / _play(bare, heard))
    bare.close()
    same = _books(urls[0]) == _books(urls[1])
    desk.close()
    return ours[1:], theirs[1:], statements, same


def _order(number: int, price: int) -> Order:
    return Order(uuid4(), picture(), *person(number), str(uuid4()), price, "images")


def _reserve(desk: Desk, order: Order) -> None:
    """Take a request as the desk does, up to its commit: what comes behind reserves nothing."""
    desk.database.write(lambda connection: reserve(connection, order, desk.plans, desk.rules, desk.settings))


def _bare(url: str) -> Any:  # noqa: ANN401 - a connection of either driver
    """Connect as the desk does: durable, checked, and with transactions that are begun by hand."""
    if not url.startswith("sqlite"):
        server = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
        set_json_dumps(as_json, server)
        return server
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _play(connection: Any, transactions: list[list[Statement]]) -> float:  # noqa: ANN401 - of either driver
    """Run transactions one after another. Returns: seconds."""
    embedded = isinstance(connection, sqlite3.Connection)
    started = time.perf_counter()
    for statements in transactions:
        if embedded:  # the other driver does it by itself
            connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in statements:
            cursor = connection.cursor()
            (cursor.executemany if many else cursor.execute)(statement, parameters)
            if cursor.description is not None:
                cursor.fetchall()
            cursor.close()
        connection.commit()
    return time.perf_counter() - started


def _books(url: str) -> list[object]:
    """List the jobs and balances of a database, and what is wrong with its books."""
    database = Database(url)
    with database.look() as connection:
        rows = [
            tuple(row)
            for table, order in (("jobs", "key"), ("ledger_accounts", "id"))
            for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - two names of ours
        ]
    faults = verify(database)
    database.close()
    return [[str(row) for row in rows], faults == []]
