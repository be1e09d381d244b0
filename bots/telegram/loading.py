"""Reads stored results in the shapes that Telegram takes."""

from bots.chat import Role, role
from bots.counter import Counter
from bots.telegram.media import Picture, Sendable, Sound, clip_of, name_of, seconds, shaped
from tasks.errors import NoSuchJob
from tasks.job import Media


class Loader:
    """Reads from the store, beside the event loop."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def content(self, media: Media) -> Sendable:
        """Read a result as what it is. Raises NoSuchJob where it is gone."""
        data = await self.read(media.key)
        match role(media):
            case Role.SOUND:
                return Sound(data, name_of(media), seconds(media))
            case Role.CLIP:
                return clip_of(media, data, await self._thumbnail(media))
            case Role.PICTURE:
                return await shaped(data, name_of(media))

    async def picture(self, media: Media, *, whole: bool = False) -> Picture:
        """Read a picture as a photo, or whatever it is as a file. Raises NoSuchJob where it is gone."""
        data = await self.read(media.key)
        return Picture(data, name_of(media), photo=False) if whole else await shaped(data, name_of(media))

    async def read(self, key: str) -> bytes:
        """Read bytes. Raises NoSuchJob if there are none."""
        return await self._counter.call(self._counter.desk.read, key)

    async def _thumbnail(self, media: Media) -> bytes:
        try:
            return await self.read(media.thumbnail) if media.thumbnail else b""
        except NoSuchJob:  # a clip is shown without it
            return b""
