"""Models that are kept for some roles, for some places, or for both; whoever is outside is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from tasks.admin_errors import ModelKept
from tasks.asked import models_of
from tasks.job import Place, Request
from tasks.models_plans import plan_book
from tasks.models_shelf import model_access
from tasks.plan import Subject
from tasks.roles import Role
from tasks.scopes import scopes


@dataclass(frozen=True)
class Kept:
    """For whom a model is, and where. No roles: for whoever is there. No places: everywhere."""

    roles: frozenset[Role]
    places: frozenset[str]

    def admits(self, role: Role, place: Place) -> bool:
        """Whether somebody of a role may use it in a place: who has the role or a higher one, where it is."""
        near = not self.roles or role.rank >= min(one.rank for one in self.roles)
        return near and (not self.places or not self.places.isdisjoint(scopes(place)))

    @property
    def subjects(self) -> list[str]:
        """List what it is kept for, as it is written."""
        return [*(f"role:{role}" for role in sorted(self.roles)), *sorted(self.places)]


def read(connection: Connection) -> dict[str, Kept]:
    """Read which models are kept, by their names."""
    subjects: dict[str, set[str]] = {}
    for row in connection.execute(select(model_access.c.model, model_access.c.subject)):
        subjects.setdefault(row.model, set()).add(row.subject)
    return {model: _kept(some) for model, some in subjects.items()}


def insist(kept: Mapping[str, Kept], request: Request, role: Role, place: Place) -> None:
    """Make sure that somebody may use what a request draws with, where they ask. Raises ModelKept."""
    for model in models_of(request) if kept else ():
        if model in kept and not kept[model].admits(role, place):
            raise ModelKept(model, ", ".join(kept[model].subjects))


def keep(connection: Connection, model: str, subject: Subject, moment: datetime) -> None:
    """Keep a model for a role or a place, beside those for which it is kept already."""
    _turn_page(connection)
    own = (model_access.c.model == model, model_access.c.subject == str(subject))
    connection.execute(delete(model_access).where(*own))
    connection.execute(insert(model_access).values(model=model, subject=str(subject), at=moment))


def free(connection: Connection, model: str) -> None:
    """Keep a model for nobody any more: it is for everybody."""
    _turn_page(connection)
    connection.execute(delete(model_access).where(model_access.c.model == model))


def _kept(subjects: set[str]) -> Kept:
    roles = {Role(one.removeprefix("role:")) for one in subjects if one.startswith("role:")}
    return Kept(frozenset(roles), frozenset(one for one in subjects if not one.startswith("role:")))


def _turn_page(connection: Connection) -> None:
    """Count a change in the book of plans, whose version every request reads anyway."""
    connection.execute(update(plan_book).values(version=plan_book.c.version + 1))
