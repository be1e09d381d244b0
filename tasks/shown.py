"""Which message shows what: so that any picture of ours that somebody points at is known again."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from tasks import accounts, history
from tasks.database import Database
from tasks.errors import NoSuchJob
from tasks.job import Job, Place, Sender
from tasks.models_shown import shown
from tasks.workshop import AT_ONCE


class Sight(NamedTuple):
    """What a message shows."""

    job_id: UUID
    number: int = 0  # of the picture, from 1; 0: all of the job


class Shown:
    """Remembers what messages show. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, sight: Sight, platform: str, messages: Sequence[str]) -> None:
        """Note what messages show. The latest word on a message counts."""
        rows = [{"platform": platform, "message": message, **sight._asdict()} for message in messages]

        def write(connection: Connection) -> None:
            of_them = (shown.c.platform == platform, shown.c.message.in_(messages))
            connection.execute(delete(shown).where(*of_them))
            connection.execute(insert(shown), rows)

        if rows:
            self._database.write(write)

    def by(self, platform: str, message: str) -> Sight | None:
        """Say what a message shows; nothing where it was never noted."""
        query = select(shown.c.job_id, shown.c.number).filter_by(platform=platform, message=message)
        row = self._database.read(lambda connection: connection.execute(query).one_or_none())
        return Sight(row.job_id, row.number) if row else None

    def messages(self, job_id: UUID) -> list[str]:
        """List the messages that show a job or a picture of it."""
        query = select(shown.c.message).where(shown.c.job_id == job_id).order_by(shown.c.message)
        return self._database.read(lambda connection: list(connection.execute(query).scalars()))

    def move(self, job_id: UUID, place: Place, messages: Sequence[str]) -> None:
        """Note that a result is shown elsewhere now, by these messages alone."""

        def write(connection: Connection) -> None:
            first = messages[0] if messages else ""
            where = place.model_dump(mode="json")
            history.change(connection, job_id, place=where, placeholder=first, message=first)
            connection.execute(delete(shown).where(shown.c.job_id == job_id))

        self._database.write(write)
        self.note(Sight(job_id), place.platform, messages)

    def visible(self, job_id: UUID, sender: Sender, place: Place) -> Job:
        """Look up a result that somebody sees: their own, or one that was shown in the chat where they are.

        Raises NoSuchJob, also for one that was deleted, and for somebody else's that is not there yet.
        """

        def look(connection: Connection) -> Job:
            job = history.find(connection, job_id)
            if job is None or history.hidden(connection, job_id):
                raise NoSuchJob
            account = accounts.find(connection, sender.platform, sender.account)
            mine = account is not None and account.id == history.account_of(connection, job_id)
            # On the page everybody is in one place, and sees nothing of the others.
            here = (
                (job.place.platform, job.place.chat) == (place.platform, place.chat) != (AT_ONCE, place.chat)
            )
            here = here and not job.place.private
            if not (mine or (here and job.media)):
                raise NoSuchJob
            return job

        return self._database.read(look)
