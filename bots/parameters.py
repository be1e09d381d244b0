"""Every parameter of what was made, by its name in the reader's language, and what it took."""

from collections.abc import Iterator
from enum import Enum
from typing import Final

from pydantic import BaseModel

from bots.reply import NUMBER_LENGTH
from bots.wording import Wording
from generation.requests import Adapter
from tasks.asked import sources_of
from tasks.job import Job, Media, Request

LEFT_OUT: Final = frozenset({"kind", "prompt", "text", "variants", "width_px", "height_px", "provenance"})
NAMES: Final = {"size_px": "size", "animator": "engine", "photo_mode": "framing"}


def parameter_lines(job: Job, wording: Wording) -> list[str]:
    """List the parameters of a job, one a line."""
    return [wording.say("recipe-line", name=name, value=value) for name, value in parameters(job, wording)]


def parameters(job: Job, wording: Wording) -> list[tuple[str, str]]:
    """List (name, value) of what a job's request says, and of what became of it."""
    return listed(job.request, wording, job.media[0] if job.media else None)


def listed(request: Request, wording: Wording, first: Media | None = None) -> list[tuple[str, str]]:
    """List (name, value) of what a request says, but for its words and its files.

    ``first`` is its first result, where there is one.
    """
    found = [(wording.say("recipe-kind"), wording.say(f"kind-{request.kind}"))]
    files = set(sources_of(request).keys)
    width_px, height_px = getattr(request, "width_px", 0), getattr(request, "height_px", 0)
    if not width_px and first is not None:
        width_px, height_px = first.width_px, first.height_px
    if width_px:
        found.append((_capital(wording.field("size")), f"{width_px} × {height_px}"))
    if first is not None and first.duration_s:
        length = wording.say("recipe-seconds", seconds=round(first.duration_s, 1))
        found.append((wording.say("recipe-duration"), length))
    for name, value in _fields(request):
        text = _value(value)
        if text and text not in files:
            found.append((_capital(wording.field(NAMES.get(name, name))), text))
    return found


def price_line(job: Job, wording: Wording) -> str:
    """Say when something was made, how long that took and what it cost."""
    return wording.say(
        "recipe-made",
        day=f"{job.submitted_at:%Y-%m-%d %H:%M} UTC",
        seconds=round(job.drawn_s, 1) if job.drawn_s is not None else 0,
        price=job.cost,
        number=str(job.id)[:NUMBER_LENGTH],
    )


def _fields(request: Request | BaseModel) -> Iterator[tuple[str, object]]:
    """Walk through the fields of a request; one that lies in it is a part of it."""
    for name in type(request).model_fields:
        value = getattr(request, name)
        if name in LEFT_OUT or value is None:
            continue
        if isinstance(value, BaseModel):
            yield from _fields(value)
        else:
            yield name, value


def _value(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return _listed(value)
    return str(value)


def _listed(values: tuple[object, ...]) -> str:
    worn = [f"{one.name} {one.weight:g}" for one in values if isinstance(one, Adapter)]
    return (
        ", ".join(worn)
        if worn or any(isinstance(one, BaseModel) for one in values)
        else " ".join(map(_value, values))
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
