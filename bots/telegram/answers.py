"""Shows what is no job's end: an answer, a list, a picture alone, a result that is shown once more."""

from typing import Final

from bots.attachment import MEGABYTE
from bots.chat import Reply, Role, role
from bots.telegram.keyboard import CAPTION_LIMIT, clip, keyboard
from bots.telegram.loading import Loader
from bots.telegram.media import UPLOAD_MEGABYTES, Picture, shaped
from bots.telegram.patience import patiently
from bots.telegram.post import Post, Spot
from tasks.job import Place

ALBUM_LIMIT: Final = 10


class Answers:
    """Sends new messages; each is sent once, as nobody knows whether one arrived whose answer was lost."""

    def __init__(self, post: Post, loader: Loader) -> None:
        self._post = post
        self._loader = loader

    async def show(self, place: Place, reply: Reply) -> list[Spot]:
        """Show words, and perhaps pictures, a clip or a sound. Raises what ``Line.send`` raises.

        Returns: the messages; that with the buttons comes first, and the media in their order.
        """
        if reply.media and not reply.whole and role(reply.media[0]) is not Role.PICTURE:
            return [await self._other(place, reply)]
        pictures = [await self._loader.picture(media, whole=reply.whole) for media in reply.media]
        if reply.preview:
            pictures.append(await shaped(reply.preview, "preview.jpg"))
        keys = keyboard(reply.buttons, draft=reply.draft)
        long = clip(reply.text, CAPTION_LIMIT) != reply.text and not reply.whole
        apart = long or (keys is not None and len(pictures) > 1)
        sent: list[Spot] = []
        if apart or not pictures:
            sent.append(await patiently(lambda: self._post.text(place, reply.text, keys)))
        caption, below = ("", None) if apart else (reply.text, keys)
        if len(pictures) == 1:
            sent.append(await patiently(lambda: self._post.shown(place, pictures[0], caption, below)))
        elif pictures:
            sent += await self._album(place, pictures[:ALBUM_LIMIT], caption)
        return sent

    async def _album(self, place: Place, pictures: list[Picture], caption: str) -> tuple[Spot, ...]:
        return await patiently(lambda: self._post.album(place, pictures, caption))

    async def _other(self, place: Place, reply: Reply) -> Spot:
        """Show a clip or a sound; the words alone where it is too large."""
        media, keys = reply.media[0], keyboard(reply.buttons)
        if media.bytes > UPLOAD_MEGABYTES * MEGABYTE:
            return await patiently(lambda: self._post.text(place, reply.text, keys))
        content = await self._loader.content(media)
        return await patiently(lambda: self._post.shown(place, content, reply.text, keys))
