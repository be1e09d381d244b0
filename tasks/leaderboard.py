"""The leaderboard: who had most made of late, of those who want to be on it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tasks import accounts
from tasks.database import Database, now
from tasks.job import Sender
from tasks.models import accounts as people
from tasks.models import jobs
from tasks.models_statistics import leaderboard
from tasks.statistics import PAID, finished

COUNTED = timedelta(days=30)
PLACES = 10


@dataclass(frozen=True)
class Rank:
    """A place on the leaderboard."""

    place: int  # from 1; those who had as much made share one
    name: str
    jobs: int
    credits: int


class Leaderboard:
    """Nobody is on it who did not join. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, sender: Sender) -> None:
        """Show the sender's person to everybody, by name."""

        def write(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            entered = insert(leaderboard).values(account_id=account.id, joined_at=moment)
            connection.execute(entered.on_conflict_do_nothing())

        self._database.write(write)

    def leave(self, sender: Sender) -> None:
        """Show the sender's person no more."""

        def write(connection: Connection) -> None:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is not None:
                connection.execute(delete(leaderboard).where(leaderboard.c.account_id == account.id))

        self._database.write(write)

    def joined(self, sender: Sender) -> bool:
        """Whether the sender's person is shown."""

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return False
            own = select(leaderboard.c.account_id).where(leaderboard.c.account_id == account.id)
            return connection.execute(own).one_or_none() is not None

        return self._database.read(look)

    def ranks(self) -> list[Rank]:
        """List those who joined, by what they had made of late."""
        return self._database.read(_ranks)


def hand_over(connection: Connection, host_id: int, guest_id: int) -> None:
    """Let a person who was two be on it once, if either was."""
    own = select(leaderboard.c.account_id).where(leaderboard.c.account_id == host_id)
    if connection.execute(own).one_or_none() is None:
        mine = update(leaderboard).where(leaderboard.c.account_id == guest_id)
        connection.execute(mine.values(account_id=host_id))
    connection.execute(delete(leaderboard).where(leaderboard.c.account_id == guest_id))


def _ranks(connection: Connection) -> list[Rank]:
    made = func.count().label("jobs")
    place = func.rank().over(order_by=made.desc()).label("place")
    query = (
        select(place, people.c.name, people.c.external, made, func.sum(PAID).label("credits"))
        .join(leaderboard, leaderboard.c.account_id == people.c.id)
        .join(jobs, jobs.c.account_id == people.c.id)
        .where(finished(now(connection) - COUNTED))
        .group_by(people.c.id, people.c.name, people.c.external)
        .order_by(place, people.c.name)
        .limit(PLACES)
    )
    return [
        Rank(row.place, row.name or row.external, row.jobs, int(row.credits))
        for row in connection.execute(query)
    ]
