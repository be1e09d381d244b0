"""/history: what was asked for before, searched and turned page by page."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from bots.album import ON_PAGE, show_page
from bots.chat import Reply
from bots.command import Command, Visit
from bots.dates import DAY, day_of
from generation.compose import Switch
from generation.requests import SEED_LIMIT
from tasks.archive import Kind, Wanted

WORDS_LIMIT = 200  # characters


class HistoryForm(BaseModel, frozen=True, extra="forbid"):
    """What is searched for, how much of it to list, and before which job."""

    words: str = Field("", max_length=WORDS_LIMIT)
    kind: Kind | None = None
    model: str = Field("", max_length=100)
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)
    since: str = Field("", max_length=30)
    until: str = Field("", max_length=30)
    favourites: Switch = Switch.OFF
    limit: int = Field(ON_PAGE, ge=1, le=10)
    before: UUID | None = None


def wanted_of(form: HistoryForm) -> Wanted:
    """Tell what a form searches for; the day of ``until`` is searched, too. Raises BadValue."""
    now = datetime.now(UTC)
    return Wanted(
        words=form.words.strip(),
        kind=form.kind,
        model=form.model.strip(),
        seed=form.seed,
        since=day_of("since", form.since, now) if form.since.strip() else None,
        until=day_of("until", form.until, now) + DAY if form.until.strip() else None,
        favourites=form.favourites is Switch.ON,
    )


async def answer(form: HistoryForm, visit: Visit) -> Reply:
    """List the newest jobs of the sender that match."""
    return await show_page(visit, wanted_of(form), form.limit, before=form.before)


HISTORY = Command("history", HistoryForm, answer, text_field="words", private=True)
