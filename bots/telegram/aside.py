"""Out of a group into the private chat: for what only one of its people shall see."""

from contextlib import suppress
from typing import Final

from telegram.constants import ChatAction
from telegram.error import BadRequest

from bots.actions import ON_JOBS, RULES, Action, Where
from bots.chat import ChatBusy, ChatGone
from bots.command import Visit
from bots.counter import Counter
from bots.errors import NotReached
from bots.pointing import Act
from bots.telegram.line import MessageLost
from bots.telegram.post import Post
from tasks.job import Job, Place, Sender

PLATFORM: Final = "telegram"
SHOWING: Final = frozenset({"pick"})  # what is in the group already
OFFERED: Final = frozenset({"make", "cheaper", "batch"})  # they lead to a job, too
ANEW: Final[frozenset[Act]] = frozenset({"again", "vary", "upscale"})


class Ways:
    """Leads there, if the person lets us."""

    def __init__(self, post: Post, counter: Counter) -> None:
        self._post = post
        self._counter = counter
        counter.discretion.ways[PLATFORM] = self.reach

    async def reach(self, visit: Visit) -> Place:
        """Lead to the private chat with somebody. Raises NotReached where they never wrote to us there."""
        alone = Place(platform=PLATFORM, chat=visit.sender.account)
        try:
            with suppress(ChatBusy):
                await self._post.acting(alone, ChatAction.TYPING)
        except (ChatGone, MessageLost, BadRequest) as error:
            raise NotReached from error
        return alone

    async def pressed(self, action: Action, visit: Visit) -> Place:
        """Say where that belongs what a button leads to. Raises NotReached."""
        leads = RULES[action].where is Where.ANEW or action in OFFERED
        if not leads or action in SHOWING or not self._hides(visit.sender, visit.place):
            return visit.place
        alone = await self.reach(visit)
        return visit.place.model_copy(update={"private": True}) if action in ON_JOBS else alone

    async def pointed(self, act: Act, visit: Visit) -> Place:
        """Say the same of what is done with a message that is replied to. Raises NotReached."""
        if act not in {*ANEW, "animate"} or not self._hides(visit.sender, visit.place):
            return visit.place
        alone = await self.reach(visit)
        return visit.place.model_copy(update={"private": True}) if act in ANEW else alone

    def _hides(self, sender: Sender, place: Place) -> bool:
        return bool(place.server and self._counter.discretion.chosen(sender))


def at_home(job: Job) -> Job:
    """Show what is private in the chat with its owner, wherever it was asked for."""
    if not job.place.private:
        return job
    return job.model_copy(update={"place": Place(platform=PLATFORM, chat=job.sender.account)})
