"""How the visible mark may look. Light: settings are made of it."""

import re
from enum import StrEnum

from pydantic import BaseModel, Field, field_validator

TEXT = "AI-generated"
TEXT_LIMIT = 24  # characters; more would not fit into a small picture
_SAYS_SO = re.compile(r"(?<![A-Za-z])AI(?![A-Za-z])|人工智能")


class Corner(StrEnum):
    """Where the label stands."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    TOP = "top"  # in the middle: round clips have no corners
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class LabelStyle(BaseModel, frozen=True, extra="forbid"):
    """How the label looks: never so that it cannot be read, and never off."""

    text: str = TEXT
    corner: Corner | None = None  # nothing: bottom left, or top left where captions stand below
    opacity: float = Field(0.85, ge=0.6, le=1)

    @field_validator("text")
    @classmethod
    def _honest(cls, text: str) -> str:
        return check_label(text)


def check_label(text: str) -> str:
    """Give a label's text back. Raises ValueError if it does not say that a machine made the clip."""
    if len(text) > TEXT_LIMIT or not text.isprintable() or not _SAYS_SO.search(text):
        raise ValueError(f"write up to {TEXT_LIMIT} characters that say AI, for example: {TEXT}")
    return text
