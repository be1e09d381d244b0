"""Attends to a sitting: takes what is given, piece by piece, and asks for what is missing.

A piece that is refused leaves the others as they are. What is there is kept by the desk, so a restart in
between loses nothing; the clip is made as soon as nothing is missing.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from avatar.compose import compose_avatar
from avatar.intake.sniff import Family, sniff
from avatar.requests import AvatarRequest, SpeechRequest
from bots import asking
from bots.attachment import Attachment
from bots.chat import Action, Reply, Role, role
from bots.command import Visit
from bots.errors import NothingBegun, NothingToShow, TwoVoices
from bots.ids import as_uuid
from bots.intake import LIMIT_MEGABYTES
from bots.reply import job_reply
from bots.sitting import (
    CONSENT_VERSION,
    NOTHING,
    Missing,
    ended_by,
    form_of,
    lack,
    missing,
    over,
    with_face,
    with_options,
    with_photo,
    with_sound,
    with_text,
)
from generation.errors import StudioError
from tasks.conversation import Conversation
from tasks.job import Job

T = TypeVar("T")

PICTURES = frozenset({Family.PICTURE, Family.FOREIGN_PICTURE, Family.VECTOR})


@dataclass(frozen=True)
class Given:
    """What somebody brings at once."""

    photo: Attachment | None = None
    audio: Attachment | None = None
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
        if given.text and given.audio:
            self.problems.append(TwoVoices())
            given = replace(given, text="", audio=None)
        await self._try(self._words(given))
        photo = await self._try(given.photo.read(LIMIT_MEGABYTES)) if given.photo else None
        audio = await self._try(given.audio.read(LIMIT_MEGABYTES)) if given.audio else None
        if photo and not given.audio and sniff(photo).family is Family.SOUND:
            photo, audio = None, photo
            self.remarks.append(self._say("avatar-not-a-photo"))
        elif audio and not given.photo and sniff(audio).family in PICTURES:
            photo, audio = audio, None
        if audio:
            await self._try(self._sound(audio))
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
        job = await self.submit()
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
        request = await self._compose(sitting)
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

    async def _words(self, given: Given) -> None:
        sitting = with_options(self.sitting, given.options)
        self.sitting = await self._fit(with_text(sitting, given.text) if given.text else sitting)

    async def _sound(self, data: bytes) -> None:
        counter, sender = self.visit.counter, self.visit.sender
        flac = await counter.check(counter.intake.sound, data)
        await self._fit(with_sound(self.sitting, "uploads"))
        key = await counter.call(counter.desk.keep, sender, flac, "audio/flac")
        self.sitting = with_sound(self.sitting, key)

    async def _photo(self, data: bytes, face: int | None) -> None:
        counter, sender = self.visit.counter, self.visit.sender
        seen = await counter.check(counter.intake.photo, data)
        key = await counter.call(counter.desk.keep, sender, seen.png, "image/png")
        self.sitting, self.numbered = with_photo(self.sitting, key, seen.faces, face), seen.numbered
        wording = counter.wording(sender)
        self.remarks += filter(None, map(wording.note, seen.notes))

    async def _made(self, key: str, face: int | None) -> None:
        counter = self.visit.counter
        seen = await counter.check(counter.intake.photo, await counter.call(counter.desk.read, key))
        self.sitting, self.numbered = with_photo(self.sitting, key, seen.faces, face), seen.numbered

    async def _face(self, face: int) -> None:
        if not self.sitting.photo:
            raise NothingBegun
        self.sitting = with_face(self.sitting, face)

    async def _fit(self, sitting: Conversation) -> Conversation:
        """Insist that options and words fit each other, before anything else is asked."""
        if sitting.text or sitting.sound:
            await self._compose(sitting)
        return sitting

    async def _compose(self, sitting: Conversation) -> AvatarRequest:
        counter, locale = self.visit.counter, self.visit.sender.locale
        form = form_of(sitting)
        # Beside the event loop: the first time, the voices are asked for.
        return await counter.call(compose_avatar, form, sitting.photo, sitting.sound, counter.voices, locale)

    def _say(self, key: str) -> str:
        return self.visit.counter.wording(self.visit.sender).say(key)


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button of a conversation. Raises a Refusal where it leads nowhere."""
    match action:
        case "talk":
            return await talk(argument, visit)
        case "onward":
            return await onward(argument, visit)
        case "face":
            return await face(argument, visit)
        case "agree":
            return await agree(argument, visit)
        case _:
            return await decline(visit)


async def attend(given: Given, visit: Visit) -> Reply:
    """Go on with the sender's sitting in this chat, or begin one, with what is given."""
    async with visit.counter.turn(visit.sender, visit.place):
        return await _attend(given, visit)


async def attend_once(given: Given, visit: Visit) -> Reply:
    """Make a clip of what is given and nothing else. Raises what is wrong or missing."""
    table = Table(visit, NOTHING)
    await table.take(given)
    return await table.at_once()


async def talk(argument: str, visit: Visit) -> Reply:
    """Begin with a picture that the studio made: ``argument`` is its job, and its number behind a dot."""
    counter = visit.counter
    job_id, _, number = argument.partition(".")
    job = await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)
    pictures = [media for media in job.media if role(media) is Role.PICTURE]
    if len(pictures) > 1 and not number:
        return asking.which_picture(job, len(pictures), counter.wording(visit.sender))
    index = int(number or 1) if (number or "1").isdecimal() else 0
    if not 1 <= index <= len(pictures):
        raise NothingToShow
    return await attend(Given(made=pictures[index - 1].key), visit)


async def onward(job_id: str, visit: Visit) -> Reply:
    """Let a face say what /say spoke."""
    counter = visit.counter
    request = (await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)).request
    if not isinstance(request, SpeechRequest):
        raise NothingToShow
    options: dict[str, str | float | bool] = {
        "voice": request.voice,
        "rate": request.rate,
        "pitch": request.pitch,
    }
    return await attend(Given(text=request.text, options=options), visit)


async def face(argument: str, visit: Visit) -> Reply:
    """Choose a face by its number; behind a dot stands the mark of the photo that was numbered."""
    number, _, mark = argument.partition(".")
    async with visit.counter.turn(visit.sender, visit.place):
        sitting = await begun(visit)
        if not number.isdecimal() or not sitting.photo or mark != asking.mark(sitting.photo):
            return await _repeated(visit)
        return await _attend(Given(face=int(number)), visit)


async def agree(version: str, visit: Visit) -> Reply:
    """Note that the sender agreed to a version of the wording, and go on by itself."""
    counter = visit.counter
    async with counter.turn(visit.sender, visit.place):
        if not (await begun(visit)).photo:
            return await _repeated(visit)
        if version == CONSENT_VERSION:
            await counter.call(counter.desk.consent, visit.sender, version)
        return await _attend(Given(), visit)


async def decline(visit: Visit) -> Reply:
    """Forget what was given, because the sender did not agree."""
    await forget(visit)
    return Reply(text=visit.counter.wording(visit.sender).say("avatar-declined"), private=True)


async def forget(visit: Visit) -> bool:
    """Forget what the sender has begun in this chat. Returns whether there was anything."""
    counter = visit.counter
    async with counter.turn(visit.sender, visit.place):
        there = await begun(visit) != NOTHING
        await counter.call(counter.desk.forget, visit.sender, visit.place)
    return there


async def begun(visit: Visit) -> Conversation:
    """Read what the sender has begun in this chat; nothing where that is over."""
    counter = visit.counter
    sitting = await counter.call(counter.desk.conversation, visit.sender, visit.place)
    return NOTHING if sitting is None or ended_by(sitting) != ("", "") else sitting


async def _attend(given: Given, visit: Visit) -> Reply:
    known = await _known(visit)
    if known is not None:
        return known
    table = Table(visit, await begun(visit))
    await table.take(given)
    return await table.go_on()


async def _known(visit: Visit) -> Reply | None:
    """Answer an event that comes once more as it was answered first."""
    counter = visit.counter
    sitting = await counter.call(counter.desk.conversation, visit.sender, visit.place)
    event, job_id = ended_by(sitting) if sitting else ("", "")
    if event != visit.key:
        return None
    job = await counter.call(counter.desk.own_job, as_uuid(job_id), visit.sender)
    return job_reply(job, counter.wording(visit.sender))


async def _repeated(visit: Visit) -> Reply:
    """Answer a button whose sitting is gone: perhaps it was this very press that ended it."""
    known = await _known(visit)
    if known is None:
        raise NothingBegun
    return known
