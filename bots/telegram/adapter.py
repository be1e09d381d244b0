"""What people type and press on Telegram, brought to the counter.

An update is dealt with up to its commit before the next ones are fetched; what is shown follows beside that.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Final

import structlog
from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError

from bots.actions import RULES, Where
from bots.attend import begun
from bots.chat import ChatBusy, ChatGone, ChatUnsure, Reply
from bots.command import Visit
from bots.counter import Counter
from bots.errors import NotReached
from bots.pointing import Act, Pointed
from bots.reply import problem_reply
from bots.telegram.attempts import note
from bots.telegram.chat import TelegramChat
from bots.telegram.errors import NothingToUse
from bots.telegram.gathering import Gathering
from bots.telegram.keyboard import ANSWER_LIMIT, Press, clip
from bots.telegram.leaving import note_leaving
from bots.telegram.line import MessageLost
from bots.telegram.post import Spot
from bots.telegram.reading import Heard, Reader
from bots.telegram.whence import PLATFORM, about, album_of, place_of, sender_of, server_of, thread_of
from bots.wording import Wording
from generation.errors import StudioError
from tasks.job import Job, Place, Problem

log = structlog.get_logger()

WANTED: Final = ("message", "callback_query")  # the updates that we ask for; edits are none of them
REPLACING: Final = frozenset(  # whose answer takes the place of the message with the button
    {"turn", "line", "first", "drop", "batch", "forgo", "halt", "wear", "leaf", "kind", "fetch", "unfetch"}
)
ANSWERS: Final = frozenset({"face", "agree", "make", "cheaper", "learn"})  # answered once
AT_ONCE: Final = 4  # messages whose files are fetched and looked at: each may have 20 MB in memory


class Adapter:
    """Takes updates of one bot."""

    def __init__(self, bot: Bot, counter: Counter, chat: TelegramChat) -> None:
        self._bot = bot
        self._counter = counter
        self._chat = chat
        self._reader = Reader(bot)
        self._ways = chat.ways
        self._reading = asyncio.Semaphore(AT_ONCE)
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._albums: OrderedDict[str, bool] = OrderedDict()  # begun ones, and whether all of each is wanted
        self._gathering = Gathering(chat)
        self._shows: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Deal with an update up to its commit. One that we cannot deal with is logged and passed over."""
        if update.update_id in self._taken:
            return
        note(self._taken, update.update_id, None)
        try:
            if update.message is not None:
                await note_leaving(update.message, self._bot.id, self._counter)
                await self._typed(update.message, update.update_id)
            elif update.callback_query is not None:
                await self._pressed(update.callback_query)
        except asyncio.CancelledError:
            self._taken.pop(update.update_id, None)
            raise
        except Exception:  # one odd update must not keep all that follow from being served
            log.exception("telegram.update_failed", update_id=update.update_id)

    async def close(self, within_s: float) -> None:
        """Let what is being shown finish, for a while."""
        if self._shows:
            _, late = await asyncio.wait(self._shows, timeout=within_s)
            for task in late:
                task.cancel()

    async def _typed(self, message: Message, update_id: int) -> None:
        user = message.from_user
        if user is None or user.is_bot or message.sender_chat is not None:
            return  # other bots, channels and nameless admins have no account to charge
        album = album_of(message)
        further = album in self._albums
        heard = self._reader.more(message) if further else self._reader.read(message)
        if heard is None or (further and not self._albums[album]):
            return
        if album and not further:
            note(self._albums, album, False)
        sender, key = sender_of(user, message.chat), self._key(message, update_id)
        visit = Visit(sender, place_of(message), key, self._counter, about(message))
        if heard.odd:
            self._after(problem_reply(Problem.of(NothingToUse()), self._wording(visit)), visit.place)
        elif heard.act is not None:
            await self._point(heard.act, heard.pointed, visit)
        elif not heard.waited_for or await _waits(visit):
            self._later(self._chat.typing(visit.place))  # the answer waits for the database
            await self._hear(heard, visit, album)

    async def _hear(self, heard: Heard, visit: Visit, album: str) -> None:
        async with self._reading if heard.files else nullcontext():
            reply = await self._counter.hear(
                heard.text, heard.files, visit.sender, visit.place, visit.key, visit.about
            )
        if album and reply.asks == "pictures":
            note(self._albums, album, True)
            self._later(self._gathering.show(album, visit.place, reply))
            return
        if album and heard.files:
            words = self._wording(visit).say("telegram-album")
            if reply.job is None:
                reply = replace(reply, text=f"{words}\n{reply.text}")
            else:
                self._later(self._chat.show(visit.place, Reply(words)))
        self._after(reply, visit.place)

    async def _point(self, act: Act, pointed: Pointed, visit: Visit) -> None:
        """Do something with what a message replies to."""
        try:
            place = await self._ways.pointed(act, visit)
        except NotReached as error:
            self._after(problem_reply(Problem.of(error), self._wording(visit)), visit.place)
            return
        async with self._reading if pointed.picture else nullcontext():
            reply = await self._counter.point(act, pointed, visit.sender, place, visit.key)
        if act == "delete" and reply.job is not None:
            self._later(self._remove(reply.job, reply, Spot.all([pointed.message]), ()))
            reply = replace(reply, job=None)
        if place != visit.place and reply.problem is None:
            self._after(Reply(self._wording(visit).say("private-aside")), visit.place)
        self._after(reply, place)

    def _key(self, message: Message, update_id: int) -> str:
        """Name the event: the messages of an album are one, also after a restart between two of them."""
        if message.media_group_id:
            return f"{PLATFORM}:{self._bot.id}:{message.chat.id}:album:{message.media_group_id}"
        return f"{PLATFORM}:{self._bot.id}:{update_id}:{message.message_id}"

    async def _pressed(self, query: CallbackQuery) -> None:
        press = Press.read(query.data or "")
        if press is None or query.message is None or press.action not in RULES:
            self._later(self._answer(query, ""))
            return
        sender = sender_of(query.from_user, query.message.chat)
        spot = Spot(query.message.chat.id, query.message.message_id)
        place = Place(
            platform=PLATFORM,
            chat=str(spot.chat),
            message=str(spot.message),
            thread=thread_of(query),
            server=server_of(query.message.chat),
        )
        visit = Visit(sender, place, f"{PLATFORM}:{self._bot.id}:{query.id}", self._counter)
        try:
            to = await self._ways.pressed(press.action, visit)
        except NotReached as error:
            words = problem_reply(Problem.of(error), self._wording(visit)).text
            self._later(self._answer(query, words, alert=True))
            return
        reply = await self._counter.press(press.action, press.argument, sender, to, visit.key)
        aloud = reply.job is None and reply.problem is not None and not _needs_room(reply)
        gone = reply.job is not None and press.action == "delete"
        aside = RULES[press.action].where is Where.ASIDE
        words = reply.text if aloud or gone or aside else ""
        if to != place and not aloud:
            words = self._wording(visit).say("private-aside")
        self._later(self._answer(query, words, alert=aloud))
        if not (aloud or aside):
            self._later(self._act(press, reply, to, spot))

    async def _act(self, press: Press, reply: Reply, place: Place, spot: Spot) -> None:
        """Show what a press led to: where the button was, or below it."""
        if press.action in ANSWERS and reply.problem is None:
            await self._chat.unbutton(spot)
        match press.action, reply.job:
            case "decline" | "speak" | "leave" | "clear" | "unlearnt" | "allow" | "lift" | "uphold", None:
                await self._chat.update(spot, reply)
            case action, None if action in REPLACING and reply.problem is None:
                await self._chat.replace(spot, reply)
            case _, None:
                await self._chat.show(place, reply)
            case "delete", Job() as job:
                await self._remove(job, reply, [spot], press.album)
            case "private", Job() as job:
                await self._hide(job, reply, place, spot, press.album)
            case "cancel", Job():
                await self._chat.update(spot, reply)
            case _, Job() as job:
                await self._chat.place(job, reply)

    async def _remove(self, job: Job, reply: Reply, known: Sequence[Spot], album: tuple[int, ...]) -> None:
        """Take all messages of a deleted job away."""
        others = await self._counter.call(self._counter.desk.shown.messages, job.id)
        await self._chat.remove(job, {*known, *Spot.all(others)}, album, reply.text)

    async def _hide(self, job: Job, reply: Reply, place: Place, spot: Spot, album: tuple[int, ...]) -> None:
        """Show a result to its owner alone, and take it away where others saw it."""
        wording, alone = self._counter.wording(job.sender), Place(platform=PLATFORM, chat=job.sender.account)
        try:
            sent = await self._chat.show(alone, replace(reply, job=None, shows=None))
        except ChatGone:
            await self._chat.show(place, problem_reply(Problem.of(NotReached()), wording))
            return
        shown = self._counter.desk.shown
        others = await self._counter.call(shown.messages, job.id)
        await self._counter.call(shown.move, job.id, alone, list(map(str, sent)))
        await self._chat.remove(job, {spot, *Spot.all(others)}, album, wording.say("private-moved"))

    async def _answer(self, query: CallbackQuery, text: str, *, alert: bool = False) -> None:
        """Stop the button's spinner; too late is no harm."""
        words = clip(text, ANSWER_LIMIT) or None
        try:
            await self._bot.answer_callback_query(query.id, words, show_alert=alert)
        except TelegramError as error:
            log.info("telegram.press_not_answered", error=type(error).__name__)

    def _wording(self, visit: Visit) -> Wording:
        return self._counter.wording(visit.sender)

    def _after(self, reply: Reply, place: Place) -> None:
        if reply.job is not None:
            self._later(self._chat.place(reply.job, reply))
        else:
            self._later(self._chat.show(place, reply))
        if reply.aside is not None:
            self._after(reply.aside.reply, reply.aside.place)

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(_logged(work))
        self._shows.add(task)
        task.add_done_callback(self._shows.discard)


async def _logged(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except (ChatBusy, ChatGone, ChatUnsure, MessageLost, BadRequest, StudioError, OSError) as error:
        log.warning("telegram.not_shown", error=type(error).__name__)


def _needs_room(reply: Reply) -> bool:
    """Tell whether a refusal is more than what fits over a button."""
    return bool(reply.buttons) or clip(reply.text, ANSWER_LIMIT) != reply.text


async def _waits(visit: Visit) -> bool:
    """Tell whether a photo of the sender's waits for words; in groups people talk to each other, too."""
    try:
        return bool((await begun(visit)).photo)
    except StudioError:
        return False
