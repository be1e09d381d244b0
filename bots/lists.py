"""Answers the buttons of lists: turn a page, open, like, make the same again, change the own line."""

from bots.actions import Action
from bots.album import entry_reply, turn
from bots.chat import Reply
from bots.command import Visit
from bots.ids import as_uuid
from bots.own_line import show_line
from bots.reply import job_reply
from tasks.job import Job

IN_LISTS: frozenset[Action] = frozenset({"like", "same", "open", "turn", "line", "first", "drop"})


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button. Raises a Refusal where it leads nowhere."""
    counter = visit.counter
    match action:
        case "turn":
            return await turn(argument, visit)
        case "open":
            job = await counter.call(counter.desk.archive.own, as_uuid(argument), visit.sender)
            return entry_reply(job, counter.wording(visit.sender))
        case "like":
            return await like(
                await counter.call(counter.desk.archive.own, as_uuid(argument), visit.sender), visit
            )
        case "same":
            return await same(argument, visit)
        case _:
            return await change_line(action, argument, visit)


async def like(job: Job, visit: Visit) -> Reply:
    """Make a job a favourite, or no more if it is one; say which in a word."""
    counter, liked = visit.counter, not job.favourite
    await counter.call(counter.desk.archive.like, job.id, visit.sender, liked)
    key = "archive-liked" if liked else "archive-unliked"
    return Reply(text=counter.wording(visit.sender).say(key), private=True)


async def same(argument: str, visit: Visit) -> Reply:
    """Make the same again, with the same seed. Raises what submit does."""
    counter = visit.counter
    request = (await counter.call(counter.desk.own_job, as_uuid(argument), visit.sender)).request
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def change_line(action: Action, argument: str, visit: Visit) -> Reply:
    """Put a job first among the sender's own, or cancel it; then show how they stand."""
    counter = visit.counter
    if action == "first":
        await counter.call(counter.desk.waiting.first, as_uuid(argument), visit.sender)
    elif action == "drop":
        await counter.call(counter.desk.cancel, as_uuid(argument), visit.sender)
    return await show_line(visit)
