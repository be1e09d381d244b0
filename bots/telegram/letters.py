"""Results that cannot take the place of a message: voice messages, and round video notes with words below.

They are sent anew, once, and then the placeholder goes.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest

from bots.chat import ChatBusy, ChatGone, ChatUnsure
from bots.telegram.attempts import Attempts, note
from bots.telegram.line import MessageLost
from bots.telegram.media import Clip, Picture, Sendable, Sound
from bots.telegram.patience import patiently
from bots.telegram.post import Post, Spot
from tasks.job import Job, Place

FORBIDDEN = "voice_messages_forbidden"  # some people let only their contacts send them voices and notes


@dataclass(frozen=True)
class Letter:
    """A result on its way, with its words."""

    job: Job
    content: Clip | Sound
    text: str
    keys: Callable[[tuple[int, ...]], InlineKeyboardMarkup | None]  # of the messages that lie above the words
    placeholder: Spot | None


class Letters:
    """Sends what must be sent anew."""

    def __init__(self, post: Post, attempts: Attempts) -> None:
        self._post = post
        self._attempts = attempts
        self._notes: OrderedDict[UUID, Spot] = OrderedDict()  # sent, the words are still due
        self._shown: OrderedDict[UUID, Spot] = OrderedDict()

    async def deliver(self, letter: Letter) -> Spot:
        """Send a letter; a second time nothing is sent.

        Where nobody knows whether it arrived, its words take the place of the placeholder.
        Raises ChatUnsure, and what ``Line.send`` and ``Line.edit`` raise.
        """
        known = self._shown.get(letter.job.id)
        if known is not None:
            return known
        try:
            content = letter.content
            spot = await (self._voice(letter) if isinstance(content, Sound) else self._note(letter, content))
        except ChatUnsure:
            await self._say_instead(letter, ())
            raise
        note(self._shown, letter.job.id, spot)
        if letter.placeholder is not None and letter.placeholder != spot:
            await self._clear(letter.placeholder)
        return spot

    async def _voice(self, letter: Letter) -> Spot:
        file = Picture(letter.content.data, letter.content.name, photo=False)
        keys = letter.keys(())

        async def send(content: Sendable) -> Spot:
            return await self._post.shown(letter.job.place, content, letter.text, keys)

        return await self._attempts.once(
            letter.job, lambda: _allowed(lambda: send(letter.content), lambda: send(file))
        )

    async def _note(self, letter: Letter, clip: Clip) -> Spot:
        above = self._notes.get(letter.job.id)
        if above is None:
            above = await self._attempts.once(letter.job, lambda: self._round(letter.job.place, clip))
            note(self._notes, letter.job.id, above)
        below = letter.job.place.model_copy(update={"message": ""})
        try:
            return await self._post.text(below, letter.text, letter.keys((above.message,)))
        except ChatUnsure:  # the clip is there, and so should be its buttons
            return await self._say_instead(letter, (above.message,)) or above

    async def _round(self, place: Place, clip: Clip) -> Spot:
        return await _allowed(lambda: self._post.note(place, clip), lambda: self._post.shown(place, clip, ""))

    async def _say_instead(self, letter: Letter, above: tuple[int, ...]) -> Spot | None:
        """Put the words where the placeholder is. Returns None where there is none."""
        if letter.placeholder is None:
            return None
        try:
            await self._post.fill(letter.placeholder, letter.text, letter.keys(above))
        except MessageLost:
            return None
        return letter.placeholder

    async def _clear(self, placeholder: Spot) -> None:
        with suppress(ChatBusy, ChatGone, BadRequest):
            await patiently(lambda: self._post.remove(placeholder))


async def _allowed(send: Callable[[], Awaitable[Spot]], otherwise: Callable[[], Awaitable[Spot]]) -> Spot:
    """Send something in another way to somebody who does not take voices and notes."""
    try:
        return await send()
    except BadRequest as error:
        if FORBIDDEN not in error.message.lower():
            raise
        return await otherwise()
