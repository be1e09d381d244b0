"""A model on its way from a link, as a chat shows it: bytes, share, speed, checks, and how it ended."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from bots.actions import Action
from bots.chat import Button, Reply
from bots.wording import Wording
from generation.errors import Fact
from generation.shelf.moving import MEGABYTE

if TYPE_CHECKING:
    from bots.command import Visit
    from tasks.fetches import Fetching

ACTIONS: frozenset[Action] = frozenset({"fetch", "unfetch"})
LOOK_S: Final = 3.0  # what a group on Telegram bears


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Say how far it is, or give it up."""
    fetches, wording = visit.counter.desk.fetches, visit.counter.wording(visit.sender)
    if action == "unfetch":
        stopped = fetches.stop(visit.actor, argument)
        key = "model-fetching-stopping" if stopped else "model-fetching-none"
        return Reply(wording.say(key), private=True)
    return reply_of(fetches.named(visit.actor, argument), wording)


def reply_of(fetching: "Fetching | None", wording: Wording) -> Reply:
    """Show how far a file is, with a button that gives it up; it goes on showing that by itself."""
    if fetching is None:
        return Reply(wording.say("model-fetching-none"), private=True)

    async def live() -> AsyncIterator[Reply]:
        shown = ""
        while fetching.outcome is None:
            await asyncio.sleep(LOOK_S)
            later = _now(fetching, wording)
            if later.text != shown:
                yield later
            shown = later.text
        yield _now(fetching, wording)

    if fetching.outcome is not None:
        return _now(fetching, wording)
    now = _now(fetching, wording)
    return Reply(now.text, now.buttons, live=live, private=True)


def _now(fetching: "Fetching", wording: Wording) -> Reply:
    if fetching.outcome is not None:
        return Reply(wording.say(fetching.outcome.code, **fetching.outcome.facts), private=True)
    actions: tuple[Action, ...] = ("fetch", "unfetch")
    buttons = tuple(Button(action, fetching.id, wording.say(f"button-{action}")) for action in actions)
    return Reply(_line(fetching, wording), buttons, private=True)


def _line(fetching: "Fetching", wording: Wording) -> str:
    if fetching.unwanted.is_set():
        return wording.say("model-fetching-stopping")
    if not fetching.here:
        return wording.say("model-fetching", link=fetching.link)
    facts: dict[str, Fact] = {
        "file": fetching.file,
        "percent": 100 * fetching.here // fetching.total if fetching.total else 0,
        "here": f"{fetching.here / MEGABYTE:.1f}",
        "total": f"{fetching.total / MEGABYTE:.1f}" if fetching.total else "unknown",
        "speed": f"{fetching.bytes_a_second / MEGABYTE:.1f}",
    }
    return wording.say("model-fetching-check" if fetching.checking else "model-fetching-share", **facts)
