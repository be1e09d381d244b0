"""The table of a sitting: pieces are laid on it one by one, and then it is seen what is missing.

A piece that is refused leaves the others as they are.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from avatar.compose import compose_avatar
from avatar.intake.sniff import Family, sniff
from avatar.requests import AvatarRequest
from avatar.variants import preview_of
from bots import asking
from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Visit
from bots.errors import NothingBegun, TwoVoices
from bots.intake import LIMIT_MEGABYTES, Seen
from bots.reply import job_reply
from bots.sitting import (
    CONSENT_VERSION,
    NOTHING,
    Missing,
    form_of,
    lack,
    missing,
    over,
    with_face,
    with_moves,
    with_options,
    with_photo,
    with_sound,
    with_text,
)
from generation.compose import Switch
from generation.errors import StudioError
from tasks.conversation import Conversation
from tasks.errors import ConfirmationNeeded
from tasks.job import Job
from tasks.store import UPLOADS

T = TypeVar("T")

PICTURES = frozenset({Family.PICTURE, Family.FOREIGN_PICTURE, Family.VECTOR})


@dataclass(frozen=True)
class Given:
    """What somebody brings at once."""

    photo: Attachment | None = None
    audio: Attachment | None = None
    moves: Attachment | None = None  # a video whose motion the face borrows
    made: str = ""  # key of a picture that the studio made for the sender
    text: str = ""
    face: int | None = None  # from 1
    options: dict[str, str | float | bool] = field(default_factory=dict)


@dataclass
class Table:
    """What lies on the table while somebody is attended to."""

    visit: Visit
    sitting: Conversation
    problems: list[StudioError] = field(default_factory=list)
    numbered: bytes = b""  # a JPEG of the photo whose faces are numbered
    remarks: list[str] = field(default_factory=list)  # sentences to say before the question

    async def take(self, given: Given) -> None:
        """Take each piece that is fit to be taken, and note what is wrong with the others."""
        photo, audio = await self._sorted(given)
        if audio and given.text:
            self.problems.append(TwoVoices())
            given, audio = replace(given, text=""), b""
        await self._try(self._words(given))
        if audio:
            await self._try(self._sound(audio))
        if given.moves:
            await self._try(self._moves(given.moves))
        if photo:
            await self._try(self._photo(photo, given.face))
        elif given.made:
            await self._try(self._made(given.made, given.face))
        elif given.face is not None and not given.photo:
            await self._try(self._face(given.face))

    async def go_on(self) -> Reply:
        """Keep what is there; then say what is wrong, or ask for what is missing, or make the clip."""
        visit, desk = self.visit, self.visit.counter.desk
        wording = visit.counter.wording(visit.sender)
        what = await self._missing()
        kept = self.sitting.model_copy(update={"waiting": what or "consent"})
        if kept != NOTHING:
            await visit.counter.call(desk.converse, visit.sender, visit.place, kept)
        if self.problems:
            return asking.refused(self.problems, kept, what, wording)
        if what is not None:
            return asking.ask(what, kept, wording, self.numbered, self.remarks)
        try:
            job = await self.submit()
        except ConfirmationNeeded:
            await visit.counter.call(desk.forget, visit.sender, visit.place)  # the offer has all of it
            raise
        await visit.counter.call(desk.converse, visit.sender, visit.place, over(visit.key, job.id))
        return job_reply(job, wording)

    async def at_once(self) -> Reply:
        """Make the clip without a conversation. Raises what is wrong or missing."""
        if self.problems:
            raise self.problems[0]
        what = await self._missing()
        if what is not None:
            raise lack(self.sitting, what)
        return job_reply(await self.submit(), self.visit.counter.wording(self.visit.sender))

    async def submit(self) -> Job:
        """Put the clip in the queue. Raises a Refusal where it cannot be made."""
        visit, sitting = self.visit, self.sitting
        clip = await self._compose(sitting)
        request = preview_of(clip) if form_of(sitting).preview is Switch.ON else clip
        return await visit.counter.call(
            visit.counter.desk.submit, request, visit.sender, visit.place, visit.key
        )

    async def _missing(self) -> Missing | None:
        visit = self.visit
        consented = await visit.counter.call(visit.counter.desk.consented, visit.sender, CONSENT_VERSION)
        return missing(self.sitting, consented=consented)

    async def _try(self, piece: Awaitable[T]) -> T | None:
        try:
            return await piece
        except StudioError as error:
            self.problems.append(error)
            return None

    async def _sorted(self, given: Given) -> tuple[bytes, bytes]:
        """Fetch the photo and the recording; one that stands in the other's empty place changes places."""
        photo = await self._try(given.photo.read(LIMIT_MEGABYTES)) if given.photo else None
        audio = await self._try(given.audio.read(LIMIT_MEGABYTES)) if given.audio else None
        if photo and not given.audio and sniff(photo).family is Family.SOUND:
            self.remarks.append(self._say("avatar-not-a-photo"))
            return b"", photo
        if audio and not given.photo and sniff(audio).family in PICTURES:
            return audio, b""
        return photo or b"", audio or b""

    async def _words(self, given: Given) -> None:
        sitting = with_options(self.sitting, given.options)
        self.sitting = await self._fit(with_text(sitting, given.text) if given.text else sitting)

    async def _sound(self, data: bytes) -> None:
        counter, sender = self.visit.counter, self.visit.sender
        flac = await counter.check(counter.intake.sound, data)
        key = await counter.call(counter.desk.keep, sender, flac, "audio/flac")
        self.sitting = with_sound(self.sitting, key)

    async def _moves(self, file: Attachment) -> None:
        counter, sender = self.visit.counter, self.visit.sender
        film = await counter.check(counter.intake.video, await file.read(LIMIT_MEGABYTES))
        key = await counter.call(counter.desk.keep, sender, film.mp4, "video/mp4")
        self.sitting = with_moves(self.sitting, key)
        notes = filter(None, map(counter.wording(sender).note, film.notes))
        self.remarks += (self._say("avatar-moves-kept"), *notes)

    async def _photo(self, data: bytes, face: int | None) -> None:
        counter, sender = self.visit.counter, self.visit.sender
        seen = await self._seen(data, face)
        key = await counter.call(counter.desk.keep, sender, seen.png, "image/png")
        self.sitting, self.numbered = with_photo(self.sitting, key, seen.faces, face), seen.numbered
        self.remarks += filter(None, map(counter.wording(sender).note, seen.notes))

    async def _made(self, key: str, face: int | None) -> None:
        counter = self.visit.counter
        seen = await self._seen(await counter.call(counter.desk.read, key), face)
        self.sitting, self.numbered = with_photo(self.sitting, key, seen.faces, face), seen.numbered

    async def _face(self, face: int) -> None:
        """Choose a face in the photo that is there already; only now is it known which one must be fit."""
        counter, photo = self.visit.counter, self.sitting.photo
        if not photo:
            raise NothingBegun
        chosen = with_face(self.sitting, face)
        uploaded = photo.startswith(UPLOADS)
        data = await (
            counter.call(counter.desk.uploaded, self.visit.sender, photo)
            if uploaded
            else counter.call(counter.desk.read, photo)
        )
        await self._seen(data, face)
        self.sitting = chosen

    async def _seen(self, data: bytes, face: int | None) -> Seen:
        seen = await self.visit.counter.check(self.visit.counter.intake.photo, data)
        seen.insist(face)
        return seen

    async def _fit(self, sitting: Conversation) -> Conversation:
        """Insist that options and words fit each other, before anything else is asked."""
        if sitting.text:
            await self._compose(sitting)
        return sitting

    async def _compose(self, sitting: Conversation) -> AvatarRequest:
        counter, locale = self.visit.counter, self.visit.sender.locale
        form = form_of(sitting)
        # Beside the event loop: the first time, the voices are asked for.
        keys = form, sitting.photo, sitting.sound
        return await counter.call(compose_avatar, *keys, counter.voices, locale, counter.cast, sitting.moves)

    def _say(self, key: str) -> str:
        return self.visit.counter.wording(self.visit.sender).say(key)
