"""Which language to speak with whom: the one that they chose, else that of their app."""

import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bots.wording import Wording
from generation.errors import StudioError
from tasks.job import Sender

LOOK_EVERY_S = 10.0  # a choice that was made elsewhere is known here after so long

log = structlog.get_logger()


class Tongues:
    """Remembers what everybody chose, so that no answer waits for the database to be put into words."""

    def __init__(self, look: Callable[[], Awaitable[Mapping[str, str]]]) -> None:
        """``look`` lists the locales of those who chose, by account ("telegram:1001")."""
        self._look = look
        self._chosen: dict[str, str] = {}
        self._next_at = 0.0  # monotonic

    async def refresh(self) -> None:
        """Look what people chose elsewhere, now and then. While the studio pauses, what is known holds."""
        if time.monotonic() < self._next_at:
            return
        self._next_at = time.monotonic() + LOOK_EVERY_S
        try:
            self._chosen = dict(await self._look())
        except StudioError as error:
            log.info("tongues.pausing", code=error.code)

    def note(self, sender: Sender, locale: str) -> None:
        """Remember what somebody chose just now."""
        self._chosen.pop(_account(sender), None)
        if locale:
            self._chosen[_account(sender)] = locale

    def chosen(self, sender: Sender) -> str:
        """Give the locale that somebody chose; nothing where they left it to their app."""
        return self._chosen.get(_account(sender), "")

    def spoken(self, sender: Sender) -> Sender:
        """Give the sender with the language that they read."""
        locale = self.chosen(sender)
        return sender.model_copy(update={"locale": locale}) if locale else sender

    def wording(self, sender: Sender) -> Wording:
        """Speak the language that the sender reads."""
        return Wording(self.chosen(sender) or sender.locale)


def _account(sender: Sender) -> str:
    return f"{sender.platform}:{sender.account}"
