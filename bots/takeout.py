"""What the studio knows of somebody: told, packed to take along, and erased after asking once more."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from bots.actions import Action
from bots.chat import Button, Reply
from bots.command import Visit
from bots.commands.link import NAMES, shown_to_others
from bots.errors import DataInPrivate
from bots.parameters import parameters
from bots.reply import title_of
from bots.wording import Wording
from tasks.belongings import Belongings, Summary
from tasks.job import Media
from tasks.packing import Packing
from tasks.settings import TasksSettings

MEGABYTE: Final = 1_000_000
ACTIONS: frozenset[Action] = frozenset({"export", "packing", "erase", "erased"})
PART_MEGABYTES: Final = {"discord": 9, "telegram": 45}  # of one file, which every chat there takes
AT_ONCE_MEGABYTES: Final = 40  # of results and uploads: more than that is packed while people do other things
PAGE_MEGABYTES: Final = 200  # of one file that is fetched from the page
MOST: Final = {"discord": 2, "telegram": 10}  # files of one message
TEMPLATES: Final = Path(__file__).parent / "web" / "templates"


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button below what is told of somebody's data."""
    match action:
        case "export":
            return await export(visit)
        case "packing":
            return await further(argument, visit)
        case "erase":
            return await ask(visit)
        case _:
            return await erase(visit)


async def show(visit: Visit) -> Reply:
    """Tell what there is of the sender, how long it stays, and what they agreed to. Raises DataInPrivate."""
    counter, wording = visit.counter, _alone(visit)
    known = await counter.call(counter.desk.exports.summary, visit.sender)
    buttons = _buttons(wording, "export", "erase")
    return Reply("\n".join(told(known, counter.desk.settings, wording)), buttons, private=True)


async def export(visit: Visit) -> Reply:
    """Pack everything of the sender and hand it over; if it is much, meanwhile. Raises DataInPrivate."""
    wording = _alone(visit)
    limit = PART_MEGABYTES.get(visit.place.platform, PAGE_MEGABYTES) * MEGABYTE
    packing = await begin(visit, limit)
    if packing is not None:
        return _underway(packing, wording)
    return await _given(await pack(visit, limit), 0, visit)


async def begin(visit: Visit, limit: int) -> Packing | None:
    """Have everything of the sender packed meanwhile, if it is much."""
    exports = visit.counter.desk.exports
    known = await visit.counter.call(exports.summary, visit.sender)
    if known.bytes <= AT_ONCE_MEGABYTES * MEGABYTE:
        return None
    return await visit.counter.call(exports.packings.begin, visit.sender, visit.place, limit)


async def further(argument: str, visit: Visit) -> Reply:
    """Say how far the packing is, or give the files from a number on. Raises DataInPrivate."""
    wording, exports = _alone(visit), visit.counter.desk.exports
    packing = await visit.counter.call(exports.packings.of, visit.sender)
    if packing is not None and packing.state == "waiting":
        return _underway(packing, wording)
    parts = await visit.counter.call(exports.of, visit.sender)
    if not parts:  # they are erased after a day
        return await show(visit)
    return await _given(parts, int(argument) if argument.isdecimal() else 0, visit)


def _underway(packing: Packing, wording: Wording) -> Reply:
    """Say how far a packing is."""
    facts = {"percent": int(100 * packing.share), "packed": packing.packed, "files": packing.files}
    return Reply(wording.say("mydata-underway", **facts), _buttons(wording, "packing"), private=True)


async def _given(parts: tuple[Media, ...], first: int, visit: Visit) -> Reply:
    """Give as many files as one message takes, and a button for those after them."""
    wording, platform = visit.counter.wording(visit.sender), visit.place.platform
    most = MOST.get(platform, len(parts))
    limit = PART_MEGABYTES.get(platform, PAGE_MEGABYTES) * MEGABYTE
    here = parts[first : first + most]
    given = tuple(one for one in here if one.bytes <= limit)
    size = megabytes(sum(one.bytes for one in parts))
    lines = [wording.say("mydata-packed", count=len(parts), megabytes=size)]
    if len(given) < len(here):
        lines.append(wording.say("mydata-rest", count=len(here) - len(given)))
        lines += await _page_link(visit)
    left = len(parts) - first - len(here)
    further = Button("packing", str(first + most), wording.say("mydata-further", count=left))
    return Reply("\n".join(lines), (further,) * (left > 0), media=given, whole=True, private=True)


async def _page_link(visit: Visit) -> list[str]:
    """Give a link that opens the page as the sender, once, where there is a page that others reach."""
    desk = visit.counter.desk
    if desk.settings.page_url is None:
        return []
    ticket = await visit.counter.call(desk.entrance.ticket, visit.sender)
    return [f"{desk.settings.page_url}/login/{ticket.token}"]


async def pack(visit: Visit, limit: int) -> tuple[Media, ...]:
    """Pack everything of the sender into zips of at most ``limit`` bytes."""
    counter = visit.counter
    exports, wording = counter.desk.exports, counter.wording(visit.sender)
    things = await counter.check(exports.gather, visit.sender)
    index = await counter.check(index_page, things, wording)
    return await counter.check(exports.pack, visit.sender, things, index, limit)


async def ask(visit: Visit) -> Reply:
    """Say what will be erased, and ask once more. Raises DataInPrivate."""
    counter, wording = visit.counter, _alone(visit)
    known = await counter.call(counter.desk.exports.summary, visit.sender)
    lines = [*told(known, counter.desk.settings, wording), "", wording.say("mydata-sure")]
    sure = Button("erased", "", wording.say("button-erased"))
    return Reply("\n".join(lines), (Button("export", "", wording.say("button-export")), sure), private=True)


async def erase(visit: Visit) -> Reply:
    """Erase the sender. Raises DataInPrivate."""
    counter, wording = visit.counter, _alone(visit)
    stopped = await counter.check(counter.desk.leaving.leave, visit.sender)
    counter.tongues.note(visit.sender, "")
    return Reply(wording.say("mydata-erased", stopped=len(stopped)), private=True)


def told(known: Summary, settings: TasksSettings, wording: Wording) -> list[str]:
    """Write what there is of somebody."""
    names = dict.fromkeys(NAMES.get(one) or wording.say("link-page") for one in known.platforms)
    lines = [
        wording.say("mydata-title"),
        wording.say(
            "mydata-things",
            jobs=known.jobs,
            results=known.results,
            favourites=known.favourites,
            uploads=known.uploads,
            megabytes=megabytes(known.bytes),
        ),
    ]
    if names:
        lines.append(wording.say("mydata-platforms", platforms=", ".join(names)))
    lines += [
        wording.say("mydata-consent", version=one.version, day=f"{one.at:%Y-%m-%d}") for one in known.consents
    ]
    lines.append(
        wording.say("mydata-uploads-kept", hours=round(settings.upload_limit.total_seconds() / 3600))
    )
    if settings.result_limit is not None:
        favourites = "kept" if settings.keep_favourites else "gone"
        lines.append(
            wording.say("mydata-results-kept", days=settings.result_limit.days, favourites=favourites)
        )
    return lines


def index_page(things: Belongings, wording: Wording) -> str:
    """Write the page of an export: everything readable, with its pictures, in the reader's language."""
    rows = [
        {
            "title": title_of(job, wording),
            "at": f"{job.submitted_at:%Y-%m-%d %H:%M} UTC",
            "liked": job.id in things.favourites,
            "files": [(one.mime.partition("/")[0], f"files/{one.key}") for one in job.media],
            "facts": parameters(job, wording),
        }
        for job in reversed(things.jobs)
    ]
    return str(_template().render(say=wording.say, locale=wording.locale, things=things, rows=rows))


def megabytes(size: int) -> float:
    """Write a size as people read it."""
    return round(size / MEGABYTE, 1)


def _alone(visit: Visit) -> Wording:
    """Insist that nobody else reads the answer."""
    if shown_to_others(visit):
        raise DataInPrivate
    return visit.counter.wording(visit.sender)


def _buttons(wording: Wording, *actions: Action) -> tuple[Button, ...]:
    return tuple(Button(action, "", wording.say(f"button-{action}")) for action in actions)


@lru_cache
def _template():  # type: ignore[no-untyped-def]  # noqa: ANN202 - Jinja's, imported where it is needed
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - few ask

    shelf = FileSystemLoader(TEMPLATES)
    return Environment(loader=shelf, autoescape=True, undefined=StrictUndefined).get_template("takeout.html")
