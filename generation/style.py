"""Styles: words and choices that are kept under a name and worn by a prompt."""

import json
import logging
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from generation.catalogue import Scheduler
from generation.compose import ImageForm
from generation.layers import parts
from generation.requests import PROMPT_LIMIT

PLACE = "{prompt}"  # where the words of a prompt go; a style without it stands behind them

log = logging.getLogger(__name__)


class Choices(BaseModel, frozen=True, extra="forbid"):
    """What a style leaves out, and what it chooses where nobody chose."""

    negative_prompt: str = Field("", max_length=PROMPT_LIMIT)
    width: int | None = Field(None, ge=64, le=4096)
    height: int | None = Field(None, ge=64, le=4096)
    aspect: str | None = Field(None, max_length=20)
    steps: int | None = Field(None, ge=1, le=150)
    guidance: float | None = Field(None, ge=0, le=30)
    scheduler: Scheduler | None = None
    model: str | None = Field(None, max_length=100)


class Style(Choices, frozen=True, extra="forbid"):
    """What is added to a prompt, and what is chosen for it."""

    prompt: str = Field("", max_length=PROMPT_LIMIT)


CHOICES = ("steps", "guidance", "scheduler", "model")
SIZE = ("width", "height", "aspect")


def wear(form: ImageForm, style: Style) -> ImageForm:
    """Add the words of a style, and its choices where the form makes none; a size is one choice."""
    changes: dict[str, object] = {
        name: value
        for name in CHOICES
        if getattr(form, name) is None and (value := getattr(style, name)) is not None
    }
    if all(getattr(form, name) is None for name in SIZE):
        changes |= {name: value for name in SIZE if (value := getattr(style, name)) is not None}
    changes["prompt"] = _words(form.prompt, style.prompt)
    changes["negative_prompt"] = ", ".join(
        dict.fromkeys([*parts(form.negative_prompt), *parts(style.negative_prompt)])
    )
    return form.model_copy(update=changes)


def read_styles(folder: Path | None) -> dict[str, Style]:
    """Read the styles of a folder: NAME.json each. What cannot be read is left out, and logged."""
    if folder is None:
        return {}
    found: dict[str, Style] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.stem.casefold()] = Style.model_validate(json.loads(path.read_bytes()))
        except (OSError, ValueError, ValidationError) as error:
            log.warning("the style %s is left out: %s", path, error)
    return found


def names_in(text: str | None) -> list[str]:
    """Read the names of styles."""
    pieces = (text or "").replace("，", ",").split(",")
    return list(dict.fromkeys(name for piece in pieces if (name := piece.strip().casefold())))


def _words(prompt: str, style: str) -> str:
    if PLACE in style:
        return style.replace(PLACE, prompt)
    return ", ".join(filter(None, (prompt.strip(), style.strip())))
