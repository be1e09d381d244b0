"""Interaction tokens: the right to change one answer for a quarter of an hour. Never in SQL or a log."""

import time
from datetime import timedelta
from typing import Protocol

from pydantic import BaseModel, SecretStr, field_serializer

TOKEN_LIFE = timedelta(minutes=14)  # Discord's 15 less a minute for clocks and slow uploads
FILE_LIMIT = 10 * 1024 * 1024  # bytes; what every channel takes


class Ticket(BaseModel, frozen=True):
    """What is needed to change the answer to one interaction."""

    token: SecretStr
    file_limit: int = FILE_LIMIT  # bytes a file
    voice: bool = False  # whether the bot may send voice messages where the answer is

    @field_serializer("token", when_used="json")
    def _write(self, token: SecretStr) -> str:
        return token.get_secret_value()


class Keeper(Protocol):
    """Keeps short-lived secrets for whoever comes after us: an Inbox."""

    async def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a secret. Returns whether it was kept."""

    async def kept(self, name: str) -> str | None:
        """Recall a secret, or nothing once it is too old."""


class Tickets:
    """The live tickets, by the id of their interaction. A copy outlives this process in the keeper."""

    def __init__(self, keeper: Keeper, life: timedelta = TOKEN_LIFE) -> None:
        self._keeper = keeper
        self._life = life
        self._here: dict[str, tuple[float, Ticket]] = {}

    async def keep(self, interaction: str, ticket: Ticket) -> None:
        """Remember a ticket for as long as it is good."""
        self._forget_old()
        self._here[interaction] = (time.monotonic() + self._life.total_seconds(), ticket)
        await self._keeper.keep(_name(interaction), ticket.model_dump_json(), self._life)

    async def find(self, interaction: str) -> Ticket | None:
        """Find the ticket of an interaction if it is still good."""
        self._forget_old()
        if interaction in self._here:
            return self._here[interaction][1]
        kept = await self._keeper.kept(_name(interaction)) if interaction else None
        return Ticket.model_validate_json(kept) if kept else None

    async def drop(self, interaction: str) -> None:
        """Forget a ticket that Discord no longer takes."""
        self._here.pop(interaction, None)
        await self._keeper.keep(_name(interaction), "", timedelta(seconds=1))

    def _forget_old(self) -> None:
        now = time.monotonic()
        self._here = {name: entry for name, entry in self._here.items() if entry[0] > now}


def _name(interaction: str) -> str:
    return f"discord:{interaction}"
