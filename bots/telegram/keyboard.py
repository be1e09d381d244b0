"""Buttons and texts in the shape and length that Telegram takes."""

import re
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bots.chat import ON_JOBS, Button, rows

TEXT_LIMIT: Final = 4096  # UTF-16 units, which is how Telegram counts
CAPTION_LIMIT: Final = 1024
ANSWER_LIMIT: Final = 200  # of what a pressed button may say
DATA_LIMIT: Final = 64  # bytes
LABEL_LIMIT: Final = 40
IN_A_ROW: Final = 3
NARROW: Final = 5  # in a row, where there are many: those have short labels
MANY: Final = 6
FILE_ACTION: Final = "file"  # our own button: the result as a file, in full quality
OF_JOBS: Final = ON_JOBS | {FILE_ACTION}  # what they act on is always the id of a job
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
            if action in OF_JOBS:
                UUID(argument)
            first, *gaps = [int(number) for number in album.split(".")] if album else [0]
        except ValueError:
            return None
        return cls(action, argument, (first, *(first + gap for gap in gaps)) if album else ())


def keyboard(
    buttons: tuple[Button, ...], extra: tuple[tuple[str, str], ...] = (), album: tuple[int, ...] = ()
) -> InlineKeyboardMarkup | None:
    """Lay out the buttons of a reply, then extra ones (label, data)."""
    across = IN_A_ROW if len(buttons) + len(extra) <= MANY else NARROW
    laid = [[_key(button, album) for button in row] for row in rows(buttons, across)]
    for label, data in extra:
        if not laid or len(laid[-1]) == across:
            laid.append([])
        laid[-1].append(InlineKeyboardButton(label[:LABEL_LIMIT], callback_data=data))
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
