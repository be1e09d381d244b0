"""A result that only its owner shall see: it goes to their direct messages, and leaves the channel."""

from bots.chat import ChatBusy, ChatGone, ChatUnsure, Reply
from bots.discord.adapter import Adapter, acknowledge, key_of, ticket_of
from bots.discord.places import Interaction, place_of
from bots.errors import NotReached
from bots.reply import problem_reply
from tasks.job import Job, Place, Problem


class Hiding:
    """Moves results out of channels."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    async def press(self, interaction: Interaction, argument: str) -> None:
        """Answer the button that hides a result, to whoever pressed alone."""
        if not await acknowledge(interaction, private=True):
            return
        adapter, sender = self._adapter, self._adapter.sender(interaction)
        place, key = place_of(interaction), key_of(interaction)
        reply = await adapter.counter.press("private", argument, sender, place, key)
        if reply.job is not None:
            reply = await self._move(reply.job, reply, place)
        await adapter.chat.answer(ticket_of(interaction), reply)

    async def _move(self, job: Job, reply: Reply, place: Place) -> Reply:
        counter, chat = self._adapter.counter, self._adapter.chat
        wording = counter.wording(job.sender)
        try:
            channel, message = await chat.direct(job, reply)
        except (ChatBusy, ChatGone, ChatUnsure):
            return problem_reply(Problem.of(NotReached()), wording)
        others = await counter.call(counter.desk.shown.messages, job.id)
        await counter.call(
            counter.desk.shown.move, job.id, Place(platform="discord", chat=channel), [message]
        )
        await chat.retire(job, Reply(wording.say("private-moved")))
        for other in others:
            if other != job.placeholder:
                await chat.erase(place, other)
        return Reply(wording.say("private-done"), private=True)
