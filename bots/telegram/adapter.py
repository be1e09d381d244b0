"""What people type and press on Telegram, brought to the counter.

An update is dealt with up to its commit before the next ones are fetched; what is shown follows beside that.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Final, get_args

import structlog
from telegram import Bot, CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bots.chat import Action, ChatBusy, ChatGone, ChatUnsure, Reply
from bots.commands.menu import find
from bots.counter import Counter
from bots.reply import problem_reply
from bots.telegram.chat import FILE_ACTION, TelegramChat
from bots.telegram.keyboard import ANSWER_LIMIT, Press, clip
from bots.telegram.line import MessageLost
from bots.telegram.post import Spot
from generation.errors import StudioError
from tasks.job import Job, Place, Problem, Sender

log = structlog.get_logger()

PLATFORM: Final = "telegram"
WANTED: Final = ("message", "callback_query")  # the updates that we ask for; edits are none of them
COMMAND: Final = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+|$)", re.ASCII)
SYNONYMS: Final = {"start": "help"}
ACTIONS: Final = frozenset(get_args(Action))
REMEMBERED: Final = 2000  # updates that were taken, should one come twice at once


class Adapter:
    """Takes updates of one bot."""

    def __init__(self, bot: Bot, counter: Counter, chat: TelegramChat) -> None:
        self._bot = bot
        self._counter = counter
        self._chat = chat
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._shows: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Deal with an update up to its commit. One that we cannot deal with is logged and passed over."""
        if update.update_id in self._taken:
            return
        self._taken[update.update_id] = None
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        try:
            if update.message is not None:
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
        line = self._line(message)
        if line is None:
            return
        place = _place(message)
        key = f"{PLATFORM}:{self._bot.id}:{update_id}:{message.message_id}"
        reply = await self._counter.say(line, _sender(user), place, key)
        self._after(reply, place)

    def _line(self, message: Message) -> str | None:
        """Find what the counter should hear, or nothing where it was not meant for us."""
        text = (message.text or message.caption or "").strip()
        private = message.chat.type == ChatType.PRIVATE
        command = COMMAND.match(text)
        if command is None:
            meant = text or (message.effective_attachment and not message.media_group_id)
            return (text or "/imagine") if private and meant else None
        name, whom = command[1].lower(), command[2]
        name = SYNONYMS.get(name, name)
        if whom and whom.lower() != (self._bot.username or "").lower():
            return None
        if find(name) is None and not private and not whom:
            return None  # in a group it may be for another bot
        rest = text[command.end() :].strip()
        return f"/{name} {rest or (_quoted(message) if name == 'imagine' else '')}".rstrip()

    async def _pressed(self, query: CallbackQuery) -> None:
        press = Press.read(query.data or "")
        if press is None or query.message is None or press.action not in ACTIONS | {FILE_ACTION}:
            self._later(self._answer(query, None))
            return
        sender, spot = _sender(query.from_user), Spot(query.message.chat.id, query.message.message_id)
        place = Place(
            platform=PLATFORM, chat=str(spot.chat), message=str(spot.message), thread=_thread(query)
        )
        if press.action == FILE_ACTION:
            reply = await self._find(press, sender)
        else:
            action: Action = press.action  # type: ignore[assignment]  # it is one of ACTIONS
            reply = await self._counter.press(
                action, press.job_id, sender, place, f"{PLATFORM}:{self._bot.id}:{query.id}"
            )
        self._later(self._answer(query, reply if reply.job is None or press.action == "delete" else None))
        if reply.job is not None:
            self._later(self._act(press, reply.job, reply, place, spot))

    async def _find(self, press: Press, sender: Sender) -> Reply:
        try:
            job = await self._counter.call(self._counter.desk.own_job, press.job_id, sender)
        except StudioError as error:
            return problem_reply(Problem.of(error), self._counter.wording(sender))
        return Reply(text="", job=job)

    async def _act(self, press: Press, job: Job, reply: Reply, place: Place, spot: Spot) -> None:
        if press.action == FILE_ACTION:
            await self._chat.send_files(job, place)
        elif press.action == "again":
            await self._chat.place(job, reply)
        elif press.action == "delete":
            await self._chat.remove(job, spot, press.album, reply.text)
        else:
            await self._chat.update(spot, reply)

    async def _answer(self, query: CallbackQuery, reply: Reply | None) -> None:
        """Stop the button's spinner; too late is no harm."""
        text = clip(reply.text, ANSWER_LIMIT) if reply else None
        alert = reply is not None and reply.job is None
        try:
            await self._bot.answer_callback_query(query.id, text, show_alert=alert)
        except TelegramError as error:
            log.info("telegram.press_not_answered", error=type(error).__name__)

    def _after(self, reply: Reply, place: Place) -> None:
        if reply.job is not None:
            self._later(self._chat.place(reply.job, reply))
        else:
            self._later(self._chat.show(place, reply))

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._shows.add(task)
        task.add_done_callback(self._shows.discard)


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except (ChatBusy, ChatGone, ChatUnsure, MessageLost, BadRequest, StudioError, OSError) as error:
        log.warning("telegram.not_shown", error=type(error).__name__)


def _place(message: Message) -> Place:
    thread = str(message.message_thread_id) if message.is_topic_message else ""
    return Place(platform=PLATFORM, chat=str(message.chat.id), message=str(message.message_id), thread=thread)


def _thread(query: CallbackQuery) -> str:
    message = query.message
    return str(message.message_thread_id) if isinstance(message, Message) and message.is_topic_message else ""


def _sender(user: User) -> Sender:
    return Sender(
        platform=PLATFORM, account=str(user.id), name=user.full_name, locale=user.language_code or "en"
    )


def _quoted(message: Message) -> str:
    """Take the prompt from the message that is replied to, unless it is one of a bot."""
    to = message.reply_to_message
    if to is None or to.from_user is None or to.from_user.is_bot:
        return ""
    return COMMAND.sub("", (to.text or to.caption or "").strip(), count=1)
