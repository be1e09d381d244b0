"""Shows jobs on Telegram: one placeholder a job, which becomes the result."""

import time
from collections import OrderedDict
from collections.abc import Set
from contextlib import suppress
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from telegram import InlineKeyboardMarkup
from telegram.constants import ChatAction
from telegram.error import BadRequest

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from bots.attachment import MEGABYTE
from bots.chat import ChatBusy, ChatGone, ChatUnsure, Pace, Reply, Role, follow, role
from bots.counter import Counter
from bots.telegram.answers import Answers
from bots.telegram.aside import Ways, at_home
from bots.telegram.attempts import Attempts, note
from bots.telegram.errors import OverUploadLimit
from bots.telegram.keyboard import keyboard
from bots.telegram.letters import Letter, Letters
from bots.telegram.line import MessageLost
from bots.telegram.loading import Loader
from bots.telegram.media import UPLOAD_MEGABYTES, Clip, Sendable, Shown, Sound, shaped
from bots.telegram.patience import patiently
from bots.telegram.post import Post, Spot
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from tasks.errors import PicturesWithheld
from tasks.job import Job, Media, Place, Problem, Request
from tasks.notices import Notice
from tasks.shown import Sight

log = structlog.get_logger()

ACTION_S: Final = 4.5  # what is being done is shown for five seconds
PLACING_S: Final = 0.5  # when to look again after a placeholder that is just being sent
_SENDING: Final = {
    (Role.SOUND, False): ChatAction.UPLOAD_VOICE,
    (Role.CLIP, False): ChatAction.UPLOAD_VIDEO,
    (Role.CLIP, True): ChatAction.UPLOAD_VIDEO_NOTE,
}


class TelegramChat:
    """The ``Chat`` of Telegram."""

    platform: str = "telegram"
    pace: Pace = Pace(private_s=1.0, group_s=3.0)

    def __init__(self, post: Post, counter: Counter) -> None:
        self._post = post
        self._counter = counter
        self.ways = Ways(post, counter)
        self._placing: set[UUID] = set()
        self._placed: OrderedDict[UUID, Spot] = OrderedDict()
        self._attempts = Attempts(counter)
        self._letters = Letters(post, self._attempts)
        self._loader = Loader(counter)
        self._answers = Answers(post, self._loader)
        self._albums: OrderedDict[UUID, tuple[Spot, ...]] = OrderedDict()  # sent, the words are still due
        self._acted: OrderedDict[str, float] = OrderedDict()  # chat -> last action (monotonic seconds)

    async def place(self, job: Job, reply: Reply) -> None:
        """Send the placeholder of a new job and remember it. One that fails is done without."""
        job = at_home(job)
        if job.placeholder or job.status.final or job.id in self._placing or job.id in self._placed:
            return
        self._placing.add(job.id)
        try:
            keys = keyboard(reply.buttons)
            spot = await patiently(lambda: self._post.text(job.place, reply.text, keys))
            note(self._placed, job.id, spot)
            await self._counter.placed(job.id, str(spot))
        except (ChatBusy, ChatGone, ChatUnsure, BadRequest) as error:
            log.warning("telegram.not_placed", job_id=str(job.id), error=type(error).__name__)
        finally:
            self._placing.discard(job.id)

    async def progress(self, job: Job, reply: Reply) -> None:
        """Bring the placeholder up to date. Losing one is harmless. Raises ChatBusy."""
        job = at_home(job)
        spot = self._spot(job)
        if spot is None:
            return
        try:
            if time.monotonic() - self._acted.get(job.place.chat, 0.0) > ACTION_S:
                note(self._acted, job.place.chat, time.monotonic())
                await self._post.acting(job.place, _making(job.request))
            # What became a photo stays one, and below an album there should be words.
            learns = isinstance(job.request, TrainingRequest)
            alone = learns or (isinstance(job.request, Drawing) and job.request.count == 1)
            drawn = reply.preview if alone else b""
            preview = await shaped(drawn, "preview.jpg") if drawn else None
            await self._post.fill(spot, reply.text, keyboard(reply.buttons), preview, tries=1)
        except (ChatGone, MessageLost, BadRequest) as error:
            log.debug("telegram.progress_lost", job_id=str(job.id), error=type(error).__name__)

    async def deliver(self, job: Job, reply: Reply) -> str:
        """Show the final reply in the placeholder; an album below it; a sound or a round clip in its stead.

        Safe to repeat: an edit changes nothing the second time, a send is never tried twice.
        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        if job.id in self._placing:
            raise ChatBusy(PLACING_S)
        job = at_home(job)
        try:
            if len(reply.media) > 1:
                return str(await self._deliver_album(job, reply))
            return str(await self._deliver_one(job, reply))
        except BadRequest as error:
            log.exception("telegram.refused", job_id=str(job.id))
            raise ChatGone(error.message) from error

    async def typing(self, place: Place) -> None:
        """Show at once that something was heard, before anything is done about it. Best effort."""
        await self._post.typing(place)

    async def tell(self, notice: Notice, reply: Reply) -> None:
        """Tell a person something unasked, in private if they talk to us there; or whoever is in a place.

        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        alone = Place(platform=self.platform, chat=notice.reader.account) if notice.reader else notice.place
        keys = keyboard(reply.buttons)
        try:
            try:
                await self._post.text(alone, reply.text, keys, reply.hidden)
            except ChatGone:
                if alone.chat == notice.place.chat:
                    raise
                await self._post.text(notice.place, reply.text, keys, reply.hidden)
        except BadRequest as error:
            raise ChatGone(error.message) from error

    async def show(self, place: Place, reply: Reply) -> list[Spot]:
        """Show what is no job's end, and remember which result it is. Raises what ``Line.send`` raises."""
        sent = await self._answers.show(place, reply)
        await self._counter.shown(reply.shows, self.platform, *map(str, sent))
        if reply.live and sent:
            await follow(reply, partial(self._renew, sent[0]))
        return sent

    async def _renew(self, spot: Spot, reply: Reply) -> bool:
        """Show what became of an answer in its place, at once or never: the next one says more."""
        try:
            await self._post.fill(spot, reply.text, keyboard(reply.buttons))
        except ChatBusy:
            return True
        except (ChatGone, MessageLost, BadRequest):
            return False
        return True

    async def replace(self, spot: Spot, reply: Reply) -> None:
        """Show another page of a list in its place. Raises what ``Line.edit`` raises."""
        sheet = await shaped(reply.preview, "preview.jpg") if reply.preview else None
        await patiently(lambda: self._post.fill(spot, reply.text, keyboard(reply.buttons), sheet))

    async def unbutton(self, spot: Spot) -> None:
        """Take away the buttons of a question that was answered; where that fails, they lead nowhere."""
        with suppress(ChatBusy, ChatGone, MessageLost, BadRequest):
            await self._post.unbutton(spot)

    async def update(self, spot: Spot, reply: Reply) -> None:
        """Bring any message that shows a job up to date. Raises what ``Line.edit`` raises."""
        await patiently(lambda: self._post.fill(spot, reply.text, keyboard(reply.buttons)))

    async def remove(self, job: Job, known: Set[Spot], album: tuple[int, ...], words: str) -> None:
        """Take the messages of a job away; what Telegram keeps says so below it."""
        placed = self._spot(job)
        spots = known | {placed} if placed is not None else known
        below = {Spot(spot.chat, number) for spot in spots for number in album}
        for spot in sorted(spots | below, key=str):
            if not await patiently(partial(self._post.remove, spot)):
                await patiently(partial(self._post.fill, spot, words))

    async def _deliver_one(self, job: Job, reply: Reply) -> Spot:
        content = await self._content(job, reply.media[0]) if reply.media else None
        spot = self._spot(job)
        if isinstance(content, Clip | Sound):
            await self._sending(job, reply)
        if isinstance(content, Sound) or (isinstance(content, Clip) and reply.round and content.fits_a_note):
            below = partial(keyboard, reply.buttons)
            return await self._letters.deliver(Letter(job, content, reply.text, below, spot))
        keys = keyboard(reply.buttons)
        if spot is not None and _leaves_previews(reply) and await self._post.remove(spot):
            spot = None  # what became a photo stays one, and this one must not
        if spot is not None:
            try:
                await self._post.fill(spot, reply.text, keys, content)
            except MessageLost:
                log.info("telegram.placeholder_lost", job_id=str(job.id))
            else:
                return spot
        return await self._attempts.once(job, lambda: self._anew(job, content, reply.text, keys))

    async def _anew(
        self, job: Job, content: Shown | None, text: str, keys: InlineKeyboardMarkup | None
    ) -> Spot:
        if content is None:
            return await self._post.text(job.place, text, keys)
        return await self._post.shown(job.place, content, text, keys)

    async def _deliver_album(self, job: Job, reply: Reply) -> Spot:
        unsure: ChatUnsure | None = None
        album = self._albums.get(job.id, ())
        if not album:
            pictures = [await self._loader.picture(media) for media in reply.media]
            try:
                album = await self._attempts.once(job, lambda: self._post.album(job.place, pictures))
                note(self._albums, job.id, album)
                for number, one in enumerate(album, 1):
                    await self._counter.shown(Sight(job.id, number), self.platform, str(one))
            except ChatUnsure as error:
                unsure = error
        keys = keyboard(reply.buttons, tuple(spot.message for spot in album))
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

    async def _refuse(self, job: Job, media: Media) -> None:
        """Say that a result is too large for Telegram. Raises ChatGone: nobody pays for it."""
        problem = Problem.of(OverUploadLimit(round(media.bytes / MEGABYTE, 1), UPLOAD_MEGABYTES))
        words = self._counter.wording(job.sender).problem(problem)
        spot = self._spot(job)
        with suppress(MessageLost, ChatUnsure):
            await (self._post.fill(spot, words) if spot else self._post.text(job.place, words))
        raise ChatGone(problem.code)

    async def _sending(self, job: Job, reply: Reply) -> None:
        """Show that a clip or a sound is on its way; that is nothing to fail of."""
        action = _SENDING[role(reply.media[0]), reply.round]
        with suppress(ChatBusy, ChatGone, MessageLost, BadRequest):
            await self._post.acting(job.place, action)

    def _spot(self, job: Job) -> Spot | None:
        return Spot.read(job.placeholder) or self._placed.get(job.id)

    async def _content(self, job: Job, media: Media) -> Sendable:
        if role(media) is not Role.PICTURE and media.bytes > UPLOAD_MEGABYTES * MEGABYTE:
            await self._refuse(job, media)
        return await self._loader.content(media)


def _leaves_previews(reply: Reply) -> bool:
    """Tell whether the message of a job may still show a preview of what is withheld."""
    return reply.problem is not None and reply.problem.code == PicturesWithheld.code


def _making(request: Request) -> ChatAction:
    """Choose what is shown while something is being made."""
    match request:
        case Drawing() | RestoreRequest() | UpscaleRequest() | DescribeRequest() | TrainingRequest():
            return ChatAction.UPLOAD_PHOTO
        case ShortenRequest() | ExpandRequest():
            return ChatAction.TYPING
        case SpeechRequest():
            return ChatAction.RECORD_VOICE
        case AvatarRequest(round=True):
            return ChatAction.RECORD_VIDEO_NOTE
        case AvatarRequest() | PreviewRequest():
            return ChatAction.RECORD_VIDEO
