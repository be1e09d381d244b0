"""A file that somebody sent: known by what the platform says of it, fetched only when it is wanted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from avatar.intake.errors import FileEmpty, FileTooLarge

MEGABYTE = 1_000_000  # bytes, as people and platforms count
LENDING = frozenset({"moves", "动作"})  # such a word below a video says that a face borrows its motion


@dataclass(frozen=True)
class Attachment:
    """A file of a message or a form. Name and type are the sender's word: nothing relies on them."""

    name: str
    mime: str  # as declared: "image/jpeg"; nothing where unknown
    size: int  # bytes as declared; 0 where unknown
    fetch: Callable[[], Awaitable[bytes]] = field(repr=False, compare=False)  # downloads it
    message: str = ""  # which it lies in, where that is one that another replies to
    key: str = ""  # of the store, where it lies there already

    @property
    def heard(self) -> bool:
        """Whether it is declared as something to be heard; videos count, their refusal is exact."""
        return self.mime.partition("/")[0] in {"audio", "video"}

    @property
    def answered(self) -> bool:
        """Whether it lies in a message that another replies to."""
        return bool(self.message)

    @property
    def filmed(self) -> bool:
        """Whether it is declared as a video."""
        return self.mime.startswith("video/")

    def lent(self, text: str) -> bool:
        """Whether words that came with it say that it lends its motion."""
        return self.filmed and text.strip().casefold() in LENDING

    async def read(self, limit_megabytes: int) -> bytes:
        """Download it, unless it is declared to be too large.

        Raises FileTooLarge, FileEmpty, and AttachmentLost where the platform does not give it.
        """
        self._check(self.size, limit_megabytes)
        data = await self.fetch()
        self._check(len(data), limit_megabytes)
        if not data:
            raise FileEmpty
        return data

    def _check(self, size: int, limit_megabytes: int) -> None:
        if size > limit_megabytes * MEGABYTE:
            raise FileTooLarge(round(size / MEGABYTE, 1), limit_megabytes)
