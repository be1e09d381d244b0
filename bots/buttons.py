"""Which buttons stand below what, alike on every platform."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from avatar.requests import PreviewRequest
from bots.actions import Action
from bots.chat import Button, Role, role
from bots.wording import Wording
from generation.requests import DescribeRequest, Drawing, ExpandRequest, ShortenRequest, TrainingRequest
from tasks.job import Job

DRAWN: tuple[Action, ...] = ("again", "upscale", "around", "talk", "describe", "info", "file", "delete")
ENDED: dict[str, tuple[Action, ...]] = {  # under a result, by the kind of its request
    "text-to-image": ("again", "edit", "upscale", "around", "talk", "describe", "info", "file", "delete"),
    "restore": ("talk", "describe", "info", "file", "delete"),
    "upscale": ("talk", "describe", "info", "file", "delete"),
    "train": ("info", "delete"),
    "describe": ("info", "delete"),  # behind those that draw by a text
    "shorten": ("info", "delete"),
    "expand": ("again", "info", "delete"),
    "speech": ("onward", "again", "info", "delete"),
    "avatar": ("again", "info", "file", "delete"),
    "preview": ("again", "info", "file", "delete"),  # behind those that take a variant
}
ONE_BY_ONE: frozenset[Action] = frozenset(
    {"upscale", "around", "describe"}
)  # not for several pictures at once


def ended(job: Job, wording: Wording) -> tuple[Button, ...]:
    """Give the buttons under a result: those of each picture or variant, then those of the whole."""
    *others, last = ENDED.get(job.request.kind, DRAWN)
    usual = buttons(job.id, wording, *others, "like", *_hiding(job), last)
    if job.filtered:
        usual = tuple(_another(one, wording) for one in usual)
    match job.request:
        case PreviewRequest():
            return (*_numbered(job.id, "take", len(job.request.variants)), *usual)
        case TrainingRequest():
            return (*buttons(job.id, wording, "use"), *usual)
        case DescribeRequest() | ShortenRequest() | ExpandRequest():
            count = len(job.descriptions)
            return (
                *_named(job.id, "draw", count, wording, "button-draw"),
                *_named(job.id, "edit", count, wording, "button-edit-number"),
                *usual,
            )
        case Drawing() if len(pictures := [one for one in job.media if role(one) is Role.PICTURE]) > 1:
            count = len(pictures)
            picks = _numbered(job.id, "pick", count)
            return (
                *picks,
                *_named(job.id, "vary", count, wording, "button-vary-number"),
                *(one for one in usual if one.action not in ONE_BY_ONE),
            )
        case Drawing():
            return (*buttons(job.id, wording, "vary", "rework"), *usual)
        case _:
            return usual


def picked(job: Job, number: int, wording: Wording) -> tuple[Button, ...]:
    """Give the buttons under one picture of several; all but "delete" are about that one alone."""
    kind = ENDED.get(job.request.kind, DRAWN)
    of_one: tuple[Action, ...] = (
        "vary",
        "rework",
        *(action for action in kind if action not in {"again", "delete"}),
    )
    labelled = [Button(one, f"{job.id}.{number}", wording.say(f"button-{one}")) for one in of_one]
    return (*labelled, *buttons(job.id, wording, "delete"))


def buttons(job_id: UUID, wording: Wording, *actions: Action) -> tuple[Button, ...]:
    """Give the buttons of some actions on a job."""
    return tuple(Button(action, str(job_id), wording.say(f"button-{action}")) for action in actions)


def another_seed(job_id: UUID, wording: Wording) -> tuple[Button, ...]:
    """Offer to draw what the filter held back once more, with another seed."""
    return tuple(_another(one, wording) for one in buttons(job_id, wording, "again", "delete"))


def _another(button: Button, wording: Wording) -> Button:
    return replace(button, label=wording.say("button-another")) if button.action == "again" else button


def _hiding(job: Job) -> tuple[Action, ...]:
    """Offer to take pictures out of a place where others see them."""
    seen = job.place.server and not job.place.private
    return ("private",) if seen and job.media and not job.media[0].duration_s else ()


def _named(job_id: UUID, action: Action, count: int, wording: Wording, key: str) -> Iterator[Button]:
    """Give each of several its button, with words that say what it does."""
    for number, one in enumerate(_numbered(job_id, action, count), 1):
        yield replace(one, label=wording.say(key, number=number))


def _numbered(job_id: UUID, action: Action, count: int) -> tuple[Button, ...]:
    """Give each picture or variant its button; the number is its name where it is shown, too."""
    return tuple(Button(action, f"{job_id}.{number}", str(number)) for number in range(1, count + 1))
