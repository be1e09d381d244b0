"""Shows jobs on Discord: by editing the one placeholder as long as that is possible, then by other ways."""

import asyncio
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog

from bots.chat import ChatBusy, ChatGone, ChatUnsure, Pace, Reply, Role, role
from bots.discord.post import Composer, Read
from bots.discord.rest import PAUSE_S, Post, Refused, Rest, Unanswered, VoiceNote
from bots.discord.tickets import FILE_LIMIT, Ticket, Tickets
from bots.discord.wave import wave
from tasks.job import Job, Place
from tasks.notices import Notice

ATTEMPTS = 3  # at one request whose answer gets lost
PATIENCE_S = 10.0  # longest wait for a rate limit while somebody looks at "thinking…"
REMEMBERED = 1000  # answers to messages

log = structlog.get_logger()


class DiscordChat:
    """The chat of one bot."""

    platform = "discord"
    pace = Pace(private_s=1.0, group_s=1.25)  # Discord takes five edits in five seconds in a channel

    def __init__(self, rest: Rest, tickets: Tickets, read: Read) -> None:
        self._rest = rest
        self._tickets = tickets
        self._read = read
        self._composer = Composer(read)
        self._answers: OrderedDict[str, str] = OrderedDict()  # by the message that was answered
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, interaction: str) -> asyncio.Lock:
        """Hold the answer of an interaction, so that an older state never paints over a newer one."""
        return self._turns.setdefault(interaction, asyncio.Lock())

    async def answer(self, ticket: Ticket, reply: Reply) -> str:
        """Change what the answer to an interaction shows. Returns: its message, or nothing if that failed."""
        post = await self._composer.compose(reply, ticket.file_limit)
        return await self._persist(lambda: self._rest.edit_answer(ticket.token.get_secret_value(), post))

    async def whisper(self, ticket: Ticket, reply: Reply) -> None:
        """Tell the asker alone. Best effort: it could not be repeated without showing twice."""
        post = await self._composer.compose(reply, ticket.file_limit)
        try:
            await self._rest.whisper(ticket.token.get_secret_value(), post)
        except (ChatBusy, Unanswered, Refused) as error:
            log.warning("discord.whisper_lost", error=type(error).__name__)

    async def withdraw(self, ticket: Ticket, reply: Reply) -> None:
        """Tell the asker alone in the place of an answer that everybody would see.

        Where that cannot be, everybody sees it.
        """
        token = ticket.token.get_secret_value()
        post = await self._composer.compose(reply, ticket.file_limit)
        withdrawn = await self._persist(lambda: self._rest.withdraw(token))
        # To show it twice to the asker is better than not at all.
        told = withdrawn and await self._persist(lambda: self._rest.whisper(token, post))
        if not told:
            await self._persist(lambda: self._rest.edit_answer(token, post))

    async def respond(self, place: Place, reply: Reply, *, pointing: bool) -> str:
        """Answer a message, ``pointing`` at it. Returns: the answer's id, or nothing if that failed."""
        post = await self._composer.compose(reply, FILE_LIMIT)
        if pointing:
            post = replace(post, reply_to=place.message)
        # The message's own id as nonce: an event that comes twice is answered once.
        answer = await self._persist(lambda: self._rest.post(place.chat, post, f"m{place.message}"))
        if answer:
            self._remember(place.message, answer)
        return answer

    async def _persist(self, send: Callable[[], Awaitable[str]]) -> str:
        """Send what may be repeated until it is answered. Returns: the message, or nothing if that failed."""
        for _ in range(ATTEMPTS):
            try:
                return await send()
            except ChatBusy as busy:
                await asyncio.sleep(min(busy.retry_after_s, PATIENCE_S))
            except Unanswered:
                continue
            except Refused as error:
                log.warning("discord.answer_refused", status=error.status, code=error.code)
                break
        return ""

    async def typing(self, place: Place) -> None:
        """Show that an answer is on its way. Best effort."""
        with suppress(ChatBusy, Unanswered, Refused):
            await self._rest.typing(place.chat)

    async def direct(self, job: Job, reply: Reply) -> tuple[str, str]:
        """Show a result to its owner directly. Returns: the channel and the message.

        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        try:
            channel = await self._rest.direct(job.sender.account)
            post = await self._composer.compose(reply, FILE_LIMIT)
            return channel, await self._post(job, channel, post, f"{_nonce(job)}p")
        except Unanswered as error:
            raise ChatBusy(PAUSE_S) from error
        except Refused as error:
            _note(job, "direct", error)
            raise ChatGone from error

    async def reach(self, account: str) -> Place:
        """Open the private chat with somebody. Raises ChatBusy, ChatGone."""
        try:
            return Place(platform=self.platform, chat=await self._rest.direct(account))
        except Unanswered as error:
            raise ChatBusy(PAUSE_S) from error
        except Refused as error:
            raise ChatGone from error

    async def retire(self, job: Job, reply: Reply) -> None:
        """Say in the message of a job that it is gone. Best effort."""
        try:
            await self._edit(job, reply)
        except (ChatBusy, Unanswered) as error:
            log.warning("discord.not_retired", error=type(error).__name__)

    async def erase(self, place: Place, message: str) -> None:
        """Take away a message of ours. Best effort."""
        try:
            await self._rest.erase(place.chat, message)
        except (ChatBusy, Unanswered, Refused) as error:
            log.warning("discord.not_erased", error=type(error).__name__)

    async def progress(self, job: Job, reply: Reply) -> None:
        """Bring the placeholder up to date. Raises ChatBusy."""
        async with self.turn(job.place.message):
            try:
                await self._edit(job, reply)
            except Unanswered:
                log.info("discord.progress_lost", job_id=str(job.id))

    async def deliver(self, job: Job, reply: Reply) -> str:
        """Show the final reply in the placeholder, else in a new message of the channel, else directly.

        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        async with self.turn(job.place.message):
            try:
                voice = await self._speak(job, reply)
                if voice:
                    reply = replace(reply, media=())
                shown = await self._edit(job, reply, voice)
            except Unanswered as error:
                raise ChatBusy(
                    PAUSE_S
                ) from error  # an edit may be repeated, and a nonce is known for minutes
            return shown or await self._write_anew(job, reply, voice)

    async def tell(self, notice: Notice, reply: Reply) -> None:
        """Tell a person something unasked, directly if they let us; or whoever is in a place.

        Raises ChatBusy, ChatGone, ChatUnsure.
        """
        post = await self._composer.compose(reply, FILE_LIMIT)
        nonce = urlsafe_b64encode(notice.id.bytes).rstrip(b"=").decode()
        try:
            if notice.reader is not None:
                with suppress(Refused):
                    await self._rest.post(await self._rest.direct(notice.reader.account), post, nonce)
                    return
                post = await self._composer.compose(reply, FILE_LIMIT, ping=notice.reader.account)
            await self._rest.post(notice.place.chat, post, nonce)
        except Unanswered as error:
            raise ChatBusy(PAUSE_S) from error  # for some minutes Discord knows the nonce
        except Refused as error:
            raise ChatGone from error

    async def _speak(self, job: Job, reply: Reply) -> str:
        """Send a sound as a voice message, below the placeholder, which keeps words and buttons.

        Returns: its id, or nothing where there are none: the sound is then a file of the placeholder.
        Phones play a voice message with one tap, show its waveform and pass it on; a file they download.
        """
        if not reply.media or role(reply.media[0]) is not Role.SOUND:
            return ""
        if job.place.private:
            return ""  # a voice message is for everybody there
        ticket = await self._tickets.find(job.place.message)
        if ticket is not None and not ticket.voice:
            return ""
        media = reply.media[0]
        data = await self._read(media.key)
        points = await asyncio.to_thread(wave, data)
        note = VoiceNote(data, media.duration_s, points, self._placeholder(job))
        try:
            return await self._rest.post(job.place.chat, note, f"{_nonce(job)}v")
        except Refused as error:
            _note(job, "voice", error)
            return ""

    async def _edit(self, job: Job, reply: Reply, voice: str = "") -> str:
        """Change the placeholder. Returns: its id, or nothing if Discord does not let us."""
        ticket = await self._tickets.find(job.place.message)
        if ticket is not None:
            post = await self._composer.compose(reply, ticket.file_limit, below=voice)
            try:
                return await self._rest.edit_answer(ticket.token.get_secret_value(), post)
            except Refused as error:
                _note(job, "token", error)
                await self._tickets.drop(job.place.message)
        placeholder = self._placeholder(job)
        if placeholder and not job.place.private:  # what is hidden is out of the bot's reach then
            post = await self._composer.compose(reply, FILE_LIMIT, below=voice)
            try:
                return await self._rest.edit(job.place.chat, placeholder, post)
            except Refused as error:
                _note(job, "placeholder", error)
        return ""

    def _placeholder(self, job: Job) -> str:
        """Name the message that shows a job. A quick result comes before the desk has heard of it."""
        return job.placeholder or self._answers.get(job.place.message, "")

    def _remember(self, message: str, answer: str) -> None:
        self._answers[message] = answer
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    async def _write_anew(self, job: Job, reply: Reply, voice: str) -> str:
        if job.place.private:
            return (await self.direct(job, reply))[1]
        user = job.sender.account
        post = await self._composer.compose(reply, FILE_LIMIT, ping=user, below=voice)
        try:
            return await self._post(job, job.place.chat, post)
        except Refused as error:
            _note(job, "channel", error)
        try:
            return await self._post(job, await self._rest.direct(user), post)
        except Unanswered as error:
            raise ChatBusy(PAUSE_S) from error  # the message itself was not sent yet
        except Refused as error:
            _note(job, "direct", error)
            raise ChatGone from error

    async def _post(self, job: Job, channel: str, post: Post, nonce: str = "") -> str:
        for _ in range(ATTEMPTS):
            try:
                return await self._rest.post(channel, post, nonce or _nonce(job))
            except Unanswered:
                continue  # for some minutes Discord knows the nonce and shows nothing twice
        raise ChatUnsure


def _nonce(job: Job) -> str:
    """Name a job in 22 of the 25 characters that a nonce may have."""
    return urlsafe_b64encode(job.id.bytes).rstrip(b"=").decode()


def _note(job: Job, way: str, error: Refused) -> None:
    log.info("discord.refused", job_id=str(job.id), way=way, status=error.status, code=error.code)
