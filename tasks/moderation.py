"""What a text must pass before it becomes a job: rules that block, rules that rewrite, rules on trial.

It comes before the price is set aside, so that nothing of what is refused was ever charged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from generation.notes import Note
from tasks import accounts, history, restraint
from tasks.actor import STUDIO
from tasks.database import Database, now
from tasks.job import Place, Request, Sender
from tasks.models_words import catches
from tasks.moderation_errors import WordsBlocked
from tasks.restraint import Sort
from tasks.rules import Measure, Rule, rewrite
from tasks.sanctions import Sanctions
from tasks.settings import TasksSettings
from tasks.texts import asked_in, reworded
from tasks.words import Hit, Words

KEPT = timedelta(days=30)  # what was asked for is forgotten then; that something was caught is not
REWRITTEN = "words_changed"


class Asking(NamedTuple):
    """Who asks for what, where, and the event that says so."""

    request: Request
    sender: Sender
    place: Place
    key: str


@dataclass(frozen=True)
class Admitted:
    """A request that may become a job, with what is to be told of it."""

    request: Request
    notes: tuple[Note, ...] = ()


class Moderation:
    """Lets requests pass, changes them or refuses them. Thread-safe."""

    def __init__(
        self, database: Database, words: Words, sanctions: Sanctions, settings: TasksSettings
    ) -> None:
        self._database = database
        self._words = words
        self._sanctions = sanctions
        self._settings = settings

    def admit(self, asking: Asking) -> Admitted:
        """Apply the word lists of a place to a request.

        Raises WordsBlocked; Muted and Banned where somebody may not even ask.
        """
        hits = self._words.hits(asking.place, asked_in(asking.request))
        if not hits:
            return Admitted(asking.request)
        self._insist(_blocking(hits), asking)
        rewriting = [hit for hit in hits if hit.rule.measure is Measure.REWRITE]
        changed = asking.request
        for hit in rewriting:
            changed = reworded(changed, partial(rewrite, hit.rule))
        after = asked_in(changed)
        # What is left may be nothing, or something that is blocked.
        self._insist(rewriting[:1] if not any(map(str.isalnum, after.wanted)) else [], asking)
        self._insist(_blocking(self._words.hits(asking.place, after)), asking)
        self._database.write(lambda connection: _note(connection, hits, asking))
        count = sum(len(hit.spots) for hit in rewriting)
        notes = (Note(code=REWRITTEN, facts={"count": count}),) if rewriting else ()
        return Admitted(changed, notes)

    def _insist(self, blocking: Sequence[Hit], asking: Asking) -> None:
        """Refuse what is blocked. Raises WordsBlocked, Muted, Banned."""
        if not blocking:
            return
        hit = blocking[0]
        caught = self._database.write(lambda connection: _block(connection, hit, asking))
        if caught is None:
            return  # the event has its job already: the rule is younger
        warnings, until = self._warn(hit.rule, asking, caught) if hit.rule.warns else (0, "")
        limit = self._settings.warnings_mute
        raise WordsBlocked(hit.rule.name, hit.rule.reason, str(caught), warnings, limit, until)

    def _warn(self, rule: Rule, asking: Asking, caught: UUID) -> tuple[int, str]:
        """Count a block as a warning. Returns how many there are lately, and until when that mutes."""
        whom, key, reason = asking.sender, f"words:{caught}", f"words: {rule.name}"
        self._sanctions.warn(STUDIO, whom, reason, key)
        warnings = [one for one in self._sanctions.mine(whom) if one.sort is Sort.WARNING]
        lately = [one for one in warnings if one.at > warnings[-1].at - self._settings.warnings_count]
        own = update(catches).where(catches.c.id == caught, catches.c.warning.is_(None))
        number = next((one.id for one in reversed(lately) if one.reason == reason), None)
        self._database.write(lambda connection: connection.execute(own.values(warning=number)))
        limit = self._settings.warnings_mute
        if not limit or len(lately) < limit:
            return len(lately), ""
        muted = self._sanctions.mute(STUDIO, whom, reason, self._settings.warnings_lasts, key)
        return len(lately), muted.until.isoformat() if muted.until else ""


def _blocking(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.rule.measure is Measure.BLOCK]


def _block(connection: Connection, hit: Hit, asking: Asking) -> UUID | None:
    """Write a block down, once an event. Returns its number; nothing where the event has its job."""
    moment = now(connection)
    account = accounts.open_account(connection, asking.sender, moment)
    restraint.insist(connection, account, moment)
    if history.find_key(connection, asking.key) is not None:
        return None
    known = select(catches.c.id).where(
        catches.c.key == asking.key, catches.c.scope == hit.scope, catches.c.rule == hit.rule.name
    )
    before = connection.execute(known).scalar_one_or_none()
    return before or _catch(connection, hit, asking, account.id, moment)


def _note(connection: Connection, hits: Sequence[Hit], asking: Asking) -> None:
    """Count what is rewritten or on trial, once an event."""
    moment = now(connection)
    account = accounts.open_account(connection, asking.sender, moment)
    query = select(catches.c.scope, catches.c.rule).where(catches.c.key == asking.key)
    before = {(row.scope, row.rule) for row in connection.execute(query)}
    for hit in hits:
        if (hit.scope, hit.rule.name) not in before:
            _catch(connection, hit, asking, account.id, moment)


def _catch(connection: Connection, hit: Hit, asking: Asking, account_id: int, moment: datetime) -> UUID:
    number = uuid4()
    values = {
        "id": number,
        "key": asking.key,
        "scope": hit.scope,
        "rule": hit.rule.name,
        "measure": hit.rule.measure.value,
        "account_id": account_id,
        "sender": asking.sender.model_dump(mode="json"),
        "place": asking.place.model_dump(mode="json"),
        "request": asking.request.model_dump(mode="json"),
        "at": moment,
        "state": "noted",
    }
    connection.execute(insert(catches).values(**values))
    old = update(catches).where(catches.c.at < moment - KEPT, catches.c.request.is_not(None))
    connection.execute(old.values(request=None))
    return number
