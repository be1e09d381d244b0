"""What is set for the studio and its places, kept in memory until somebody changes any of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from tasks.job import Place
from tasks.local_settings import STUDIO, Effective, combined
from tasks.models_governing import local_settings
from tasks.scopes import scopes

_ALL = select(local_settings).where(local_settings.c.scope.not_like("person:%"))


@dataclass(frozen=True)
class Page:
    """All that is set, as of a version of the book of plans: a trigger counts changes of settings, too."""

    version: int
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # Any: JSON; by scope and name
    found: dict[tuple[str, ...], Effective] = field(default_factory=dict)  # so far, by the scopes that count


class HouseRules:
    """Knows what holds in a place, whoever asks there. Thread-safe."""

    def __init__(self) -> None:
        self._page = Page(0)

    def here(self, connection: Connection, place: Place, version: int) -> Effective:
        """Say what holds in a place, in the caller's transaction, which has read the version."""
        page = self._page
        if page.version != version:
            page = self._page = Page(version, _read(connection))
        every = (STUDIO, *scopes(place)) if page.rows else ()
        wide = tuple(scope for scope in every if scope in page.rows)
        found = page.found.get(wide)
        if found is None:
            found = page.found[wide] = combined([(scope, page.rows[scope]) for scope in wide])
        return found


def _read(connection: Connection) -> dict[str, dict[str, Any]]:  # Any: JSON
    rows: dict[str, dict[str, Any]] = {}
    for row in connection.execute(_ALL):
        rows.setdefault(row.scope, {})[row.name] = row.value
    return rows
