"""Where people are served: values become a form, the form an answer. The one async/sync bridge."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from avatar.cast import Cast, cast_of
from avatar.settings import AvatarSettings
from avatar.voices.shelf import Shelf, open_shelf
from bots import attend, presses, pressing
from bots.actions import ON_JOBS, RULES, Action
from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.avatar import AVATAR, once
from bots.commands.menu import COMMANDS
from bots.commands.train import TRAIN
from bots.defaults import furnish
from bots.discretion import Discretion
from bots.errors import Unexpected, UnknownCommand
from bots.forms import fill
from bots.grammar import near_commands, split_command
from bots.ids import as_uuid
from bots.intake import Intake, StudioIntake
from bots.offering import offer_reply
from bots.pointing import Act, Pointed, point
from bots.reply import problem_reply
from bots.tongues import Tongues
from bots.values import assign, read_values, said
from bots.veil import veil
from bots.wording import Wording
from generation.catalogue import Catalogue
from generation.errors import StudioError
from tasks.desk import Desk
from tasks.errors import NotTaken, StudioPausing
from tasks.job import Place, Problem, Sender
from tasks.roles import Deed
from tasks.shown import Sight

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4  # SQLite has one writer; more threads would only queue at its lock
CHECKS = 2  # files that are decoded at once, each in a process of its own

log = structlog.get_logger()


class Counter:
    """Serves commands, free text and buttons. Refusals come back as replies, never as exceptions."""

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        threads: int = THREADS,
        commands: tuple[Command[Any], ...] = COMMANDS,
        intake: Intake | None = None,
        voices: Shelf | None = None,
        cast: Cast | None = None,
    ) -> None:
        self.desk = desk
        self.catalogue = catalogue
        self.commands = commands
        self.intake: Intake = intake or StudioIntake()
        self.voices = voices or open_shelf(AvatarSettings())
        self.cast = cast or Cast()
        self.tongues = Tongues(lambda: self.call(desk.languages.chosen))
        self.discretion = Discretion(lambda: self.call(desk.discretion.chosen))
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="counter")
        self._checks = ThreadPoolExecutor(CHECKS, thread_name_prefix="intake")
        self._turns: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a synchronous function of the desk beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))

    async def check(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what takes seconds beside the event loop, without holding up the desk."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._checks, lambda: function(*args, **kwargs))

    def turn(self, sender: Sender, place: Place) -> asyncio.Lock:
        """Hold what somebody does in a chat, so that one piece of it is taken after the other."""
        return self._turns.setdefault((sender.platform, sender.account, place.chat), asyncio.Lock())

    async def answer(
        self,
        command: Command[Any] | str,
        values: Mapping[str, object],
        sender: Sender,
        place: Place,
        key: str,
    ) -> Reply:
        """Answer a command whose options came typed; its free text may hold flags as well."""
        visit = await self._visit(sender, place, key)

        return await self.guard(sender, lambda: self.serve(command, values, visit))

    async def serve(self, command: Command[Any] | str, values: Mapping[str, object], visit: Visit) -> Reply:
        """Answer a command. Raises a Refusal where it cannot be."""
        named = self.command(command) if isinstance(command, str) else command
        return await self._answer(await self._admit(named, visit), values, visit)

    async def point(self, act: Act, pointed: Pointed, sender: Sender, place: Place, key: str) -> Reply:
        """Do something with a picture that somebody points at."""
        visit = Visit(sender, place, key, self)

        async def answer() -> Reply:
            return await veil(await point(act, pointed, visit), visit)

        return await self.guard(sender, answer)

    async def say(self, text: str, sender: Sender, place: Place, key: str) -> Reply:
        """Answer a line of text: "/imagine a red house", or words alone.

        Those are what a face shall say where its photo waits for them, else a prompt.
        """
        return await self.hear(text, (), sender, place, key)

    async def hear(
        self,
        text: str,
        files: Sequence[Attachment],
        sender: Sender,
        place: Place,
        key: str,
        about: str = "",
    ) -> Reply:
        """Answer a message: words, files, or both. Files without a command are for a clip, or are gathered.

        ``about`` is the message that it replies to.
        """
        visit = await self._visit(sender, place, key, about)
        name, rest = split_command(text)
        lent = not name and any(file.lent(rest) for file in files)
        rest = "" if lent else rest

        async def answer() -> Reply:
            named = self.command(name) if name else await self._meant(files, rest, visit)
            command = await self._admit(named, visit)
            values = said(command, rest)
            return await self._answer(
                command, {**values, **assign(command, files, lending=lent or bool(name))}, visit
            )

        return await self.guard(sender, answer)

    async def clip(self, values: Mapping[str, object], sender: Sender, place: Place, key: str) -> Reply:
        """Answer /avatar for a program: everything at once, and no conversation; what lacks is a problem."""
        visit = await self._visit(sender, place, key)

        async def answer() -> Reply:
            await self._admit(AVATAR, visit)
            return await once(fill(AVATAR.form, read_values(AVATAR, values)), visit)

        return await self.guard(sender, answer)

    async def press(
        self, action: Action, job_id: UUID | str, sender: Sender, place: Place, key: str
    ) -> Reply:
        """Answer a button with what it carries. Whose press counts stands in `bots/actions.py`."""
        visit = await self._visit(sender, place, key)

        async def answer() -> Reply:
            await self._insist(RULES[action].deed, f"button {action}", visit)
            pressed = pressing.press if action in ON_JOBS else presses.press
            return await veil(await pressed(action, str(job_id), visit), visit)

        return await self.guard(sender, answer)

    async def placed(self, job_id: UUID | str, message: str) -> None:
        """Remember which message shows a job. Where the studio pauses, the result comes as a new message."""
        try:
            await self.call(self.desk.placed, as_uuid(job_id), message)
        except StudioError as error:
            log.warning("counter.not_placed", job_id=str(job_id), code=error.code)

    async def shown(self, sight: Sight | None, platform: str, *messages: str) -> None:
        """Remember what messages show, so that a reply to one is understood. Best effort."""
        if sight is None or not any(messages):
            return
        try:
            await self.call(self.desk.shown.note, sight, platform, messages)
        except StudioError as error:
            log.warning("counter.not_noted", job_id=str(sight.job_id), code=error.code)

    def command(self, name: str) -> Command[Any]:
        """Find a command by its name. Raises UnknownCommand with the names that look like it."""
        for command in self.commands:
            if command.name == name:
                return command
        raise UnknownCommand(name, near_commands(name, [command.name for command in self.commands]))

    def wording(self, sender: Sender) -> Wording:
        """Speak the sender's language."""
        return self.tongues.wording(sender)

    def close(self) -> None:
        """Let the threads end."""
        for threads in (self._threads, self._checks):
            threads.shutdown(wait=False, cancel_futures=True)

    async def refresh(self) -> None:
        """Look what people chose elsewhere, now and then."""
        await self.tongues.refresh()
        await self.discretion.refresh()

    async def _visit(self, sender: Sender, place: Place, key: str, about: str = "") -> Visit:
        await self.refresh()
        await self._vouched(sender, place)
        return Visit(self.tongues.spoken(sender), place, key, self, about)

    async def _vouched(self, sender: Sender, place: Place) -> None:
        """Have the desk remember what a chat says of somebody. While it pauses, it hears so the next time."""
        if self.desk.vouching.news(sender, place.server):
            try:
                await self.call(self.desk.vouching.note, sender, place.server)
            except StudioError as error:
                log.warning("counter.not_vouched", platform=sender.platform, code=error.code)

    async def _meant(self, files: Sequence[Attachment], text: str, visit: Visit) -> Command[Any]:
        """Tell which command a message without one means."""
        gathers = self.desk.portfolios.foremost
        pictures = files and not text and not any(file.heard for file in files)
        if pictures and TRAIN in self.commands and await self.call(gathers, visit.sender, visit.place):
            return TRAIN
        waits = bool(files) or (await attend.begun(visit)).photo
        return AVATAR if waits and AVATAR in self.commands else self.commands[0]

    async def _admit(self, command: Command[Any], visit: Visit) -> Command[Any]:
        """Let somebody use a command; on every platform that is decided here. Raises NotAllowed."""
        await self._insist(command.deed, f"/{command.name}", visit)
        return command

    async def _insist(self, deed: Deed, act: str, visit: Visit) -> None:
        if deed is not Deed.ASK:
            await self.call(self.desk.authority.insist, visit.actor, deed, act)

    async def _answer(self, command: Command[Any], values: Mapping[str, object], visit: Visit) -> Reply:
        form = fill(command.form, read_values(command, values))

        async def answer(here: Visit) -> Reply:
            furnished, known = await furnish(form, here)
            return await veil(await command.answer(furnished, known), here)

        reply = await self.discretion.serve(command, form, visit, answer)
        if visit.sender.handle:
            await self.call(self.desk.admin.known.note, visit.sender)
        return reply

    async def guard(self, sender: Sender, answer: Callable[[], Awaitable[Reply]]) -> Reply:
        """Turn what goes wrong into one sentence, private to the asker."""
        try:
            return await answer()
        except StudioPausing as error:
            log.warning("counter.pausing", platform=sender.platform)
            return problem_reply(Problem.of(error), self.wording(sender))
        except NotTaken as refusal:
            return offer_reply(refusal, self.wording(sender))
        except StudioError as error:
            return problem_reply(Problem.of(error), self.wording(sender))
        except Exception:
            log.exception("counter.failed", platform=sender.platform)
            return problem_reply(Problem.of(Unexpected()), self.wording(sender))


def open_counter(desk: Desk, catalogue: Catalogue, settings: AvatarSettings) -> Counter:
    """Open the counter of a studio whose voices and signature are set as the operator wants them."""
    intake = StudioIntake(settings)
    return Counter(desk, catalogue, intake=intake, voices=open_shelf(settings), cast=cast_of(settings))
