"""/leaderboard: who had most made of late, of those who want to be seen there."""

from enum import StrEnum

from pydantic import BaseModel

from bots.chat import Reply
from bots.command import Command, Visit
from bots.wording import Wording
from tasks.leaderboard import COUNTED, Rank

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


class Wish(StrEnum):
    """What somebody wants of the leaderboard."""

    SHOW = "show"
    JOIN = "join"
    LEAVE = "leave"


class LeaderboardForm(BaseModel, frozen=True, extra="forbid"):
    """To see it, to be on it, or to be on it no more."""

    choice: Wish = Wish.SHOW


async def answer(form: LeaderboardForm, visit: Visit) -> Reply:
    """Show the leaderboard, or let the sender be on it or not."""
    counter, board = visit.counter, visit.counter.desk.leaderboard
    wording = counter.wording(visit.sender)
    if form.choice is Wish.JOIN:
        await counter.call(board.join, visit.sender)
        return Reply(text=wording.say("leaderboard-joined"), private=True)
    if form.choice is Wish.LEAVE:
        await counter.call(board.leave, visit.sender)
        return Reply(text=wording.say("leaderboard-left"), private=True)
    ranks = await counter.call(board.ranks)
    lines = [wording.say("leaderboard-title", days=COUNTED.days), *(_line(rank, wording) for rank in ranks)]
    if not ranks:
        lines.append(wording.say("leaderboard-empty"))
    if not await counter.call(board.joined, visit.sender):
        lines.append(wording.say("leaderboard-how"))
    return Reply(text="\n".join(lines))


def _line(rank: Rank, wording: Wording) -> str:
    made = wording.say("leaderboard-made", jobs=rank.jobs)
    return f"{MEDALS.get(rank.place, f'{rank.place}.')} {rank.name} · {made}"


LEADERBOARD = Command("leaderboard", LeaderboardForm, answer, text_field="choice")
