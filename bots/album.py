"""What somebody made before, shown in a chat: a page with a contact sheet, and one thing of it."""

from dataclasses import replace
from uuid import UUID

from bots.chat import Button, Reply
from bots.command import Visit
from bots.contact import contact_sheet
from bots.errors import NothingToShow
from bots.reply import job_reply, line
from bots.veil import veiled
from bots.wording import Wording
from tasks.archive import Page, Wanted
from tasks.errors import NoSuchJob
from tasks.job import Job

ON_PAGE = 6  # three beside each other, two below
LIKED = "♥ "


async def show_page(
    visit: Visit, wanted: Wanted, limit: int, *, before: UUID | None = None, after: UUID | None = None
) -> Reply:
    """Show a page of what the sender made; its buttons open each, and turn to older and newer ones."""
    counter = visit.counter
    wording = counter.wording(visit.sender)
    page = await counter.call(
        counter.desk.archive.find, visit.sender, wanted, limit, before=before, after=after
    )
    if not page.jobs:
        key = "history-empty" if wanted == Wanted() and not (before or after) else "history-nothing"
        return Reply(text=wording.say(key), private=True)
    number = await counter.call(counter.desk.searches.keep, visit.sender, wanted)
    return Reply(
        text="\n".join((wording.say("history-title"), *_lines(page, wording))),
        buttons=(*_openers(page), *_turns(page, number, wording)),
        preview=await _sheet(visit, page),
        private=True,
    )


async def turn(argument: str, visit: Visit) -> Reply:
    """Turn to another page: ``argument`` is a search, a job, and on which side of it the page lies."""
    search, _, rest = argument.partition(".")
    mark, _, side = rest.partition(".")
    desk = visit.counter.desk
    wanted = await visit.counter.call(desk.searches.kept, visit.sender, search)
    try:
        job_id = UUID(mark)
    except ValueError as error:
        raise NothingToShow from error
    sides = {"before": None, "after": job_id} if side == "n" else {"before": job_id, "after": None}
    return await show_page(visit, wanted, ON_PAGE, **sides)


def entry_reply(job: Job, wording: Wording) -> Reply:
    """Show one thing of a page, with all that can be done with it."""
    shown = job_reply(job, wording)
    if not job.status.final:
        return replace(shown, job=None, private=True)
    same = Button("same", str(job.id), wording.say("button-same"))
    return replace(shown, buttons=(same, *shown.buttons), job=None, private=True)


def _lines(page: Page, wording: Wording) -> list[str]:
    return [
        f"{number}. {LIKED if job.favourite else ''}{line(job, wording)}"
        for number, job in enumerate(page.jobs, 1)
    ]


def _openers(page: Page) -> tuple[Button, ...]:
    return tuple(Button("open", str(job.id), str(number)) for number, job in enumerate(page.jobs, 1))


def _turns(page: Page, search: str, wording: Wording) -> tuple[Button, ...]:
    sides: tuple[tuple[UUID | None, str, str], ...] = (
        (page.newer, "n", "button-newer"),
        (page.older, "o", "button-older"),
    )
    return tuple(
        Button("turn", f"{search}.{mark.hex}.{side}", wording.say(label))
        for mark, side, label in sides
        if mark
    )


async def _sheet(visit: Visit, page: Page) -> bytes:
    """Draw the contact sheet; nothing where nothing of the page can be seen."""
    counter = visit.counter
    pictures = [await counter.call(small_of, visit, job) for job in page.jobs]
    return await counter.check(contact_sheet, pictures) if any(pictures) else b""


def small_of(visit: Visit, job: Job) -> bytes:
    """Read the thumbnail of a job's first result, blurred where that may not be seen. Blocks.

    Nothing where there is none.
    """
    desk, first = visit.counter.desk, job.media[:1]
    try:
        small = desk.thumbnails.of(first[0]) if first else b""
    except NoSuchJob:
        return b""
    return veiled(small, "WEBP") if desk.filtering.hides(first, visit.place) else small
