"""The word lists: of the studio, of a server, of a channel. All that hold at a place hold together.

A narrower list adds to a wider one and takes nothing away; only rules that are about adults' things rest in
channels that are marked for adults.
"""

import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from tasks import audit
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import Database, now
from tasks.folding import fold
from tasks.job import Place
from tasks.models_words import catches, word_rules
from tasks.moderation_errors import NoSuchRule, RuleFixed
from tasks.roles import Deed
from tasks.rules import Asked, Measure, Rule, Spot, matcher
from tasks.scopes import scopes

STUDIO = "studio"  # the scope that every place is in
KEPT_S = 5.0  # what another process changes is known here after so long
ORDER = (Measure.BLOCK, Measure.REWRITE, Measure.TEST)


class Ruled(NamedTuple):
    """A rule, and whose it is."""

    scope: str
    rule: Rule


class Hit(NamedTuple):
    """A rule that a text breaks, and where."""

    scope: str
    rule: Rule
    spots: Sequence[Spot]


class Listed(NamedTuple):
    """A rule as moderators see it, with what it caught lately."""

    scope: str
    rule: Rule
    caught: int


class Words:
    """Keeps the lists, and says which rules a text breaks. Thread-safe."""

    def __init__(
        self, database: Database, authority: Authority, minors: Measure, adult_chats: frozenset[str]
    ) -> None:
        """``minors`` is what the list that ships does; ``adult_chats`` count as marked for adults."""
        self._adult_chats = adult_chats
        self._database = database
        self._authority = authority
        self._fixed = tuple(Ruled(STUDIO, rule.model_copy(update={"measure": minors})) for rule in shipped())
        self._lock = threading.Lock()
        self._kept: Mapping[str, Sequence[Rule]] = {}
        self._kept_until = 0.0  # monotonic

    def save(self, actor: Actor, scope: str, rule: Rule) -> None:
        """Add a rule to the list of a scope, or put it in the place of the one of this name.

        Raises NotAllowed; RuleFixed for the name of a rule that ships.
        """
        self.insist_free(rule.name)

        def write(connection: Connection) -> None:
            moment, before = now(connection), _find(connection, scope, rule.name)
            _drop(connection, scope, rule.name)
            values = {"scope": scope, "name": rule.name, "body": rule.model_dump(mode="json")}
            connection.execute(
                insert(word_rules).values(**values, changed_at=moment, changed_by=actor.name[:200])
            )
            change = Change("words.save", scope, before=_told(before), after=_told(rule))
            audit.note(connection, actor, change, moment)

        self._authority.act(actor, deed_of(scope), "words.save", write)
        self._forget()

    def drop(self, actor: Actor, scope: str, name: str) -> None:
        """Take a rule off the list of a scope. Raises NotAllowed, NoSuchRule, RuleFixed."""
        self.insist_free(name)

        def write(connection: Connection) -> None:
            before = _find(connection, scope, name)
            if before is None:
                raise NoSuchRule(name, scope)
            _drop(connection, scope, name)
            audit.note(connection, actor, Change("words.drop", scope, before=_told(before)), now(connection))

        self._authority.act(actor, deed_of(scope), "words.drop", write)
        self._forget()

    def listed(self, actor: Actor, scope: str = "") -> list[Listed]:
        """List the rules of a scope, or of all, with how often each caught something of late.

        Raises NotAllowed.
        """

        def look(connection: Connection) -> list[Listed]:
            counted = select(catches.c.scope, catches.c.rule, func.count().label("caught"))
            rows = connection.execute(counted.group_by(catches.c.scope, catches.c.rule))
            counts = {(row.scope, row.rule): int(row.caught) for row in rows}
            found = [
                *self._fixed,
                *(Ruled(one, rule) for one, own in _all(connection).items() for rule in own),
            ]
            return [
                Listed(one.scope, one.rule, counts.get((one.scope, one.rule.name), 0))
                for one in found
                if scope in {"", one.scope}
            ]

        return self._authority.look(actor, Deed.RESTRAIN, "words.list", look)

    def hits(self, place: Place, asked: Asked) -> list[Hit]:
        """List the rules of a place that a text breaks: first what blocks, then what rewrites, then tests."""
        wanted, unwanted = fold(asked.wanted), fold(asked.unwanted)
        found = (
            Hit(scope, rule, matcher(rule).find(wanted, unwanted)) for scope, rule in self._holding(place)
        )
        return sorted((hit for hit in found if hit.spots), key=lambda hit: ORDER.index(hit.rule.measure))

    def insist_free(self, name: str) -> None:
        """Make sure that a name is not one of the rules that ship. Raises RuleFixed."""
        if name in {one.rule.name for one in self._fixed}:
            raise RuleFixed(name)

    def _holding(self, place: Place) -> Iterable[Ruled]:
        kept = self._rules()
        own = (Ruled(scope, rule) for scope in (STUDIO, *scopes(place)) for rule in kept.get(scope, ()))
        marked = place.adult or f"{place.platform}:{place.chat}" in self._adult_chats
        return (*self._fixed, *(one for one in own if not (one.rule.adult and marked)))

    def _rules(self) -> Mapping[str, Sequence[Rule]]:
        with self._lock:
            if time.monotonic() < self._kept_until:
                return self._kept
        fresh = self._database.read(_all)
        with self._lock:
            self._kept, self._kept_until = fresh, time.monotonic() + KEPT_S
        return fresh

    def _forget(self) -> None:
        with self._lock:
            self._kept_until = 0.0


@cache
def shipped() -> tuple[Rule, ...]:
    """Read the rules that ship: sexual content with minors, in English and Chinese."""
    rules = json.loads((files("tasks") / "minors.json").read_text("utf-8"))
    return tuple(Rule.model_validate(rule) for rule in rules)


def deed_of(scope: str) -> Deed:
    """Tell what it takes to change a list: moderators see to servers and channels, admins to the studio."""
    return Deed.ARRANGE if scope == STUDIO else Deed.RESTRAIN


def _all(connection: Connection) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    query = select(word_rules.c.scope, word_rules.c.body).order_by(word_rules.c.scope, word_rules.c.id)
    for row in connection.execute(query):
        found.setdefault(row.scope, []).append(Rule.model_validate(row.body))
    return found


def _find(connection: Connection, scope: str, name: str) -> Rule | None:
    query = select(word_rules.c.body).where(word_rules.c.scope == scope, word_rules.c.name == name)
    body = connection.execute(query).scalar_one_or_none()
    return Rule.model_validate(body) if body else None


def _drop(connection: Connection, scope: str, name: str) -> None:
    connection.execute(delete(word_rules).where(word_rules.c.scope == scope, word_rules.c.name == name))


def _told(rule: Rule | None) -> audit.Facts:
    """Write a rule down for the log."""
    if rule is None:
        return {}
    return {"rule": rule.model_dump_json(exclude_defaults=True)}
