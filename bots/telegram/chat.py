"""Shows jobs on Telegram: one placeholder a job, which becomes the result."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest

from bots.chat import ChatBusy, ChatGone, ChatUnsure, Pace, Reply
from bots.counter import Counter
from bots.telegram.keyboard import CAPTION_LIMIT, Press, keyboard
from bots.telegram.line import MessageLost
from bots.telegram.photo import photo
from bots.telegram.post import Picture, Post, Spot
from generation.requests import ImageRequest
from tasks.job import Job, Media, Place, Status

log = structlog.get_logger()

K = TypeVar("K")
V = TypeVar("V")

FILE_ACTION: Final = "file"  # our own button: the picture as a file, in full quality
ACTION_S: Final = 4.5  # "sending a photo" is shown for five seconds
PATIENCE_S: Final = 60.0  # how long an answer may be held up by a flood
PLACING_S: Final = 0.5  # when to look again after a placeholder that is just being sent
ALBUM_LIMIT: Final = 10
REMEMBERED: Final = 1000


class TelegramChat:
    """The ``Chat`` of Telegram."""

    platform: str = "telegram"
    pace: Pace = Pace(private_s=1.0, group_s=3.0)

    def __init__(self, post: Post, counter: Counter) -> None:
        self._post = post
        self._counter = counter
        self._placing: set[UUID] = set()
        self._placed: OrderedDict[UUID, Spot] = OrderedDict()
        self._unsent: OrderedDict[UUID, bool] = OrderedDict()  # an attempt was noted, yet nothing left
        self._albums: OrderedDict[UUID, tuple[Spot, ...]] = OrderedDict()  # sent, the words are still due
        self._acted: OrderedDict[str, float] = OrderedDict()  # chat -> last action (monotonic seconds)

    async def place(self, job: Job, reply: Reply) -> None:
        """Send the placeholder of a new job and remember it. One that fails is done without."""
        if job.placeholder or job.status.final or job.id in self._placing or job.id in self._placed:
            return
        self._placing.add(job.id)
        try:
            keys = keyboard(reply.buttons)
            spot = await _patiently(lambda: self._post.text(job.place, reply.text, keys))
            _note(self._placed, job.id, spot)
            await self._counter.placed(job.id, str(spot))
        except (ChatBusy, ChatGone, ChatUnsure, BadRequest) as error:
            log.warning("telegram.not_placed", job_id=str(job.id), error=type(error).__name__)
        finally:
            self._placing.discard(job.id)

    async def progress(self, job: Job, reply: Reply) -> None:
        """Bring the placeholder up to date. Losing one is harmless. Raises ChatBusy."""
        spot = self._spot(job)
        if spot is None:
            return
        try:
            if time.monotonic() - self._acted.get(job.place.chat, 0.0) > ACTION_S:
                _note(self._acted, job.place.chat, time.monotonic())
                await self._post.drawing(job.place)
            # What became a photo stays one, and below an album there should be words.
            alone = isinstance(job.request, ImageRequest) and job.request.count == 1
            drawn = reply.preview if alone else b""
            preview = await _shaped(drawn, "preview.jpg") if drawn else None
            await self._post.fill(spot, reply.text, keyboard(reply.buttons), preview, tries=1)
        except (ChatGone, MessageLost, BadRequest) as error:
            log.debug("telegram.progress_lost", job_id=str(job.id), error=type(error).__name__)

    async def deliver(self, job: Job, reply: Reply) -> str:
        """Show the final reply in the placeholder; an album below it.

        Safe to repeat: an edit changes nothing the second time, a send is never tried twice.
        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        if job.id in self._placing:
            raise ChatBusy(PLACING_S)
        try:
            if len(reply.media) > 1:
                return str(await self._deliver_album(job, reply))
            return str(await self._deliver_one(job, reply))
        except BadRequest as error:
            log.exception("telegram.refused", job_id=str(job.id))
            raise ChatGone(error.message) from error

    async def show(self, place: Place, reply: Reply) -> None:
        """Show an answer that is no job: words, perhaps pictures. Raises what ``Line.send`` raises."""
        pictures = [await self._picture(media) for media in reply.media]
        keys = keyboard(reply.buttons)
        apart = len(reply.text) > CAPTION_LIMIT // 2 or (keys is not None and len(pictures) > 1)
        if apart or not pictures:
            await _patiently(lambda: self._post.text(place, reply.text, keys))
        caption, below = ("", None) if apart else (reply.text, keys)
        if len(pictures) == 1:
            await _patiently(lambda: self._post.picture(place, pictures[0], caption, below))
        elif pictures:
            await _patiently(lambda: self._post.album(place, pictures[:ALBUM_LIMIT], caption))

    async def send_files(self, job: Job, place: Place) -> None:
        """Send a job's pictures as files, as they were drawn. Raises what ``Line.send`` raises."""
        files = [
            Picture(await self._counter.call(self._counter.desk.read, media.key), _name(media), photo=False)
            for media in job.media
        ]
        if len(files) == 1:
            await _patiently(lambda: self._post.picture(place, files[0], ""))
        elif files:
            await _patiently(lambda: self._post.album(place, files))

    async def update(self, spot: Spot, reply: Reply) -> None:
        """Bring any message that shows a job up to date. Raises what ``Line.edit`` raises."""
        await _patiently(lambda: self._post.fill(spot, reply.text, keyboard(reply.buttons)))

    async def remove(self, job: Job, pressed: Spot | None, album: tuple[int, ...], words: str) -> None:
        """Take the messages of a job away; what Telegram keeps says so below it."""
        spots = {spot for spot in (pressed, self._spot(job)) if spot is not None}
        below = {Spot(spot.chat, number) for spot in spots for number in album}
        for spot in sorted(spots | below, key=str):
            if not await _patiently(partial(self._post.remove, spot)):
                await _patiently(partial(self._post.fill, spot, words))

    async def _deliver_one(self, job: Job, reply: Reply) -> Spot:
        picture = await self._picture(reply.media[0]) if reply.media else None
        keys = self._final_keys(job, reply)
        spot = self._spot(job)
        if spot is not None:
            try:
                await self._post.fill(spot, reply.text, keys, picture)
            except MessageLost:
                log.info("telegram.placeholder_lost", job_id=str(job.id))
            else:
                return spot
        await self._note_attempt(job)
        with _Attempt(job, self._unsent):
            if picture is None:
                return await self._post.text(job.place, reply.text, keys)
            return await self._post.picture(job.place, picture, reply.text, keys)

    async def _deliver_album(self, job: Job, reply: Reply) -> Spot:
        unsure: ChatUnsure | None = None
        album = self._albums.get(job.id, ())
        if not album:
            pictures = [await self._picture(media) for media in reply.media]
            try:
                await self._note_attempt(job)
                with _Attempt(job, self._unsent):
                    album = await self._post.album(job.place, pictures)
                _note(self._albums, job.id, album)
            except ChatUnsure as error:
                unsure = error
        keys = self._final_keys(job, reply, tuple(spot.message for spot in album))
        spot = await self._caption(job, reply, keys, anew=unsure is None)
        if unsure is not None:
            raise unsure
        self._albums.pop(job.id, None)
        return spot or album[0]

    async def _caption(
        self, job: Job, reply: Reply, keys: InlineKeyboardMarkup | None, anew: bool
    ) -> Spot | None:
        """Put the words and buttons of an album into the placeholder, or below the album."""
        spot = self._spot(job)
        if spot is not None:
            try:
                await self._post.fill(spot, reply.text, keys)
            except MessageLost:
                log.info("telegram.placeholder_lost", job_id=str(job.id))
            else:
                return spot
        try:
            return await self._post.text(job.place, reply.text, keys) if anew else None
        except ChatUnsure:
            return None

    async def _note_attempt(self, job: Job) -> None:
        """Write down that a send is about to be tried. Raises ChatUnsure where it was tried before."""
        if job.status is not Status.RENDERED or job.id in self._unsent:
            return
        if not await self._counter.call(self._counter.desk.attempting, job.id):
            raise ChatUnsure

    def _spot(self, job: Job) -> Spot | None:
        return Spot.read(job.placeholder) or self._placed.get(job.id)

    def _final_keys(self, job: Job, reply: Reply, album: tuple[int, ...] = ()) -> InlineKeyboardMarkup | None:
        label = self._counter.wording(job.sender).say("button-file") if reply.media else ""
        extra = ((label, Press(FILE_ACTION, job.id).data),) if label else ()
        return keyboard(reply.buttons, extra, album)

    async def _picture(self, media: Media) -> Picture:
        return await _shaped(await self._counter.call(self._counter.desk.read, media.key), _name(media))


class _Attempt:
    """Remembers of a send whether it surely did not leave: then it may be tried again."""

    def __init__(self, job: Job, unsent: OrderedDict[UUID, bool]) -> None:
        self._id = job.id
        self._unsent = unsent

    def __enter__(self) -> None:
        self._unsent.pop(self._id, None)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, ChatBusy):
            _note(self._unsent, self._id, True)


async def _patiently(send: Callable[[], Awaitable[V]]) -> V:
    """Wait as long as Telegram asks, and try again, for a while. Raises ChatBusy after that."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await send()
        except ChatBusy as busy:
            if time.monotonic() + busy.retry_after_s > ends:
                raise
            await asyncio.sleep(busy.retry_after_s)


def _note(memory: OrderedDict[K, V], key: K, value: V) -> None:
    memory[key] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)


def _name(media: Media) -> str:
    kind = media.mime.rpartition("/")[2] or "png"
    return f"limner-{media.seed}.{kind}" if media.seed is not None else f"limner.{kind}"


async def _shaped(data: bytes, name: str) -> Picture:
    """Make a photo of it where Telegram would show one, else leave the file as it is."""
    made = await asyncio.to_thread(photo, data)
    return Picture(data, name, photo=False) if made is None else Picture(made, "picture.jpg")
