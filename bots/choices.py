"""What people chose for themselves, remembered so that nothing has to wait for the database."""

import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from generation.errors import StudioError
from tasks.job import Sender

LOOK_EVERY_S = 10.0  # a choice that was made elsewhere is known here after so long

log = structlog.get_logger()


class Choices:
    """Remembers one thing that everybody may choose."""

    def __init__(self, look: Callable[[], Awaitable[Mapping[str, str]]]) -> None:
        """``look`` lists what those chose who did, by account ("telegram:1001")."""
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
            log.info("choices.pausing", code=error.code)

    def note(self, sender: Sender, choice: str) -> None:
        """Remember what somebody chose just now; nothing: they took it back."""
        self._chosen.pop(sender.address, None)
        if choice:
            self._chosen[sender.address] = choice

    def chosen(self, sender: Sender) -> str:
        """Give what somebody chose; nothing where they did not."""
        return self._chosen.get(sender.address, "")
