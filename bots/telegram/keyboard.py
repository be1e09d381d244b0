"""Buttons and texts in the shape and length that Telegram takes."""

import re
from dataclasses import dataclass
from typing import Final, Self

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bots.actions import ON_JOBS, RULES, Where
from bots.chat import Button, Draft, rows
from bots.ids import as_picture
from tasks.errors import NoSuchJob

TEXT_LIMIT: Final = 4096  # UTF-16 units, which is how Telegram counts
CAPTION_LIMIT: Final = 1024
ANSWER_LIMIT: Final = 200  # of what a pressed button may say
DATA_LIMIT: Final = 64  # bytes
DRAFT_LIMIT: Final = 256  # characters that a button can put into the text field
LABEL_LIMIT: Final = 40
IN_A_ROW: Final = 3
NARROW: Final = 5  # in a row, where there are many with short labels: faces
MANY: Final = 6
SHORT: Final = 3  # characters of a label
ARGUMENT: Final = re.compile(r"[\w.-]*", re.ASCII)


@dataclass(frozen=True)
class Press:
    """What a button carries: an action, what it acts on, and the album that belongs to its message."""

    action: str
    argument: str
    album: tuple[int, ...] = ()

    @property
    def data(self) -> str:
        """Write it as callback data; an album that does not fit is left out."""
        short = f"{self.action}:{self.argument}"
        if not self.album:
            return short
        first, *rest = self.album
        whole = ":".join((short, ".".join([str(first), *(str(number - first) for number in rest)])))
        return whole if len(whole.encode()) <= DATA_LIMIT else short

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Read callback data, or nothing from what we never wrote."""
        action, colon, rest = data.partition(":")
        argument, _, album = rest.partition(":")
        if not colon or not ARGUMENT.fullmatch(argument):
            return None
        try:
            if action in ON_JOBS:
                as_picture(argument)
            first, *gaps = [int(number) for number in album.split(".")] if album else [0]
        except (ValueError, NoSuchJob):
            return None
        return cls(action, argument, (first, *(first + gap for gap in gaps)) if album else ())


def keyboard(
    buttons: tuple[Button, ...], album: tuple[int, ...] = (), draft: Draft | None = None
) -> InlineKeyboardMarkup | None:
    """Lay out the buttons of a reply: many with short labels lie closer; a draft has one of its own.

    A draft that is too long for a button, or belongs below a picture, is copied from the message.
    """
    fits = draft is not None and not draft.about and len(draft.text) <= DRAFT_LIMIT
    if fits:  # no form is needed: the button puts it there
        buttons = tuple(one for one in buttons if RULES[one.action].where is not Where.FORM)
    short = len(buttons) > MANY and all(len(button.label) <= SHORT for button in buttons)
    laid = [[_key(button, album) for button in row] for row in rows(buttons, NARROW if short else IN_A_ROW)]
    if draft is not None and fits:
        label = draft.label[:LABEL_LIMIT]
        laid.append([InlineKeyboardButton(label, switch_inline_query_current_chat=draft.text)])
    return InlineKeyboardMarkup(laid) if laid else None


def _key(button: Button, album: tuple[int, ...]) -> InlineKeyboardButton:
    press = Press(button.action, button.job_id, album if button.action == "delete" else ())
    return InlineKeyboardButton(button.label[:LABEL_LIMIT], callback_data=press.data)


def clip(text: str, limit: int) -> str:
    """Cut a text to what Telegram takes, never through a character."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
