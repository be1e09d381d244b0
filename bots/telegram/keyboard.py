"""Buttons and texts in the shape and length that Telegram takes."""

from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bots.chat import Button

TEXT_LIMIT: Final = 4096  # UTF-16 units, which is how Telegram counts
CAPTION_LIMIT: Final = 1024
ANSWER_LIMIT: Final = 200  # of what a pressed button may say
DATA_LIMIT: Final = 64  # bytes
LABEL_LIMIT: Final = 40
IN_A_ROW: Final = 3


@dataclass(frozen=True)
class Press:
    """What a button carries: an action, a job, and the album that belongs to its message."""

    action: str
    job_id: UUID
    album: tuple[int, ...] = ()

    @property
    def data(self) -> str:
        """Write it as callback data; an album that does not fit is left out."""
        short = f"{self.action}:{self.job_id}"
        if not self.album:
            return short
        first, *rest = self.album
        whole = ":".join((short, ".".join([str(first), *(str(number - first) for number in rest)])))
        return whole if len(whole.encode()) <= DATA_LIMIT else short

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Read callback data, or nothing from what we never wrote."""
        action, _, rest = data.partition(":")
        job, _, album = rest.partition(":")
        try:
            first, *gaps = [int(number) for number in album.split(".")] if album else [0]
            found = (first, *(first + gap for gap in gaps)) if album else ()
            return cls(action, UUID(job), found)
        except ValueError:
            return None


def keyboard(
    buttons: tuple[Button, ...], extra: tuple[tuple[str, str], ...] = (), album: tuple[int, ...] = ()
) -> InlineKeyboardMarkup | None:
    """Lay out the buttons of a reply, then extra ones (label, data)."""
    keys = [
        InlineKeyboardButton(
            button.label[:LABEL_LIMIT],
            callback_data=Press(
                button.action, UUID(button.job_id), album if button.action == "delete" else ()
            ).data,
        )
        for button in buttons
    ]
    keys += [InlineKeyboardButton(label[:LABEL_LIMIT], callback_data=data) for label, data in extra]
    if not keys:
        return None
    return InlineKeyboardMarkup([keys[i : i + IN_A_ROW] for i in range(0, len(keys), IN_A_ROW)])


def clip(text: str, limit: int) -> str:
    """Cut a text to what Telegram takes, never through a character."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
