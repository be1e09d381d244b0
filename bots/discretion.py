"""What is made for the asker's eyes alone: each time as they say, else as they set it with /prefer.

Where others are, too, a platform hides the answer itself if it can (``Place.private``); else everything goes
to the private chat with the bot, and one line says so.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any  # of whatever form

from pydantic import BaseModel

from bots import attend
from bots.chat import Aside, Reply
from bots.choices import Choices
from bots.command import Command, Visit
from bots.errors import NotReached
from bots.forms import fill
from bots.reply import problem_reply
from bots.sitting import NOTHING, PRIVATE
from bots.values import read_values
from generation.compose import Switch
from generation.errors import StudioError
from tasks.conversation import Conversation
from tasks.job import Place, Problem, Sender

Way = Callable[[Visit], Awaitable[Place]]  # to the private chat with a visitor. Raises NotReached


class Discreet(BaseModel, frozen=True):
    """The option of whatever makes something. It stands last."""

    private: Switch | None = None


class Discretion(Choices):
    """Remembers who always wants that, so that a first answer is hidden without a look into the database."""

    def __init__(self, look: Callable[[], Awaitable[Mapping[str, str]]]) -> None:
        super().__init__(look)
        self.ways: dict[str, Way] = {}  # by platform

    def wanted(self, form: BaseModel, sender: Sender) -> bool:
        """Tell whether only the sender shall see what a form asks for."""
        if not isinstance(form, Discreet):
            return False
        return bool(self.chosen(sender)) if form.private is None else form.private is Switch.ON

    def foreseen(self, command: Command[Any], values: Mapping[str, object], sender: Sender) -> bool:
        """Tell the same before anything is done about a command; what is refused anyway, too."""
        try:
            return self.wanted(fill(command.form, read_values(command, values)), sender)
        except StudioError:
            return issubclass(command.form, Discreet) and bool(self.chosen(sender))

    async def serve(
        self,
        command: Command[Any],
        form: BaseModel,
        visit: Visit,
        answer: Callable[[Visit], Awaitable[Reply]],
    ) -> Reply:
        """Answer where the sender wants to be answered. Raises NotReached, and what ``answer`` raises."""
        if not visit.place.server or visit.place.private:
            return await answer(visit)
        begun = await attend.begun(visit) if command.sits else NOTHING
        if not (self.wanted(form, visit.sender) or _goes_on(form, begun)):
            return await answer(visit)
        within = replace(visit, place=await self._reach(visit))
        await _carry(begun, visit, within)
        reply = await visit.counter.guard(visit.sender, lambda: answer(within))
        wording = visit.counter.wording(visit.sender)
        lost = problem_reply(Problem.of(NotReached()), wording)
        return Reply(wording.say("private-aside"), private=True, aside=Aside(within.place, reply, lost))

    async def _reach(self, visit: Visit) -> Place:
        way = self.ways.get(visit.place.platform)
        if way is None:
            raise NotReached
        return await way(visit)


def _goes_on(form: BaseModel, begun: Conversation) -> bool:
    """Tell whether a form goes on with what was to be hidden when it was begun."""
    silent = isinstance(form, Discreet) and form.private is None
    return silent and begun.options.get(PRIVATE) == Switch.ON.value


async def _carry(begun: Conversation, visit: Visit, within: Visit) -> None:
    """Take what was begun in one chat along to another."""
    if begun != NOTHING:
        counter = visit.counter
        await counter.call(counter.desk.converse, within.sender, within.place, begun)
        await counter.call(counter.desk.forget, visit.sender, visit.place)
