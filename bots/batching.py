"""Several pictures of one line: told with their number and price, and made by one press, all or none."""

from typing import TYPE_CHECKING

from bots.actions import Action
from bots.chat import Button, Reply
from bots.ids import as_uuid
from bots.lexicon import lists_of
from bots.reply import job_reply
from bots.wording import Wording
from generation.compose import ImageForm
from generation.requests import ImageRequest
from generation.variants import variants
from tasks.batches import Batch

if TYPE_CHECKING:
    from bots.command import Visit

ACTIONS: frozenset[Action] = frozenset({"batch", "forgo", "halt"})
SHOWN = 6  # prompts that are read out before the press
LINE_LIMIT = 80  # characters of each


async def ordered(form: ImageForm, visit: "Visit") -> Reply:
    """Order what a form asks for: one picture at once, several after a press."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    requests = await requests_of(form, visit)
    if len(requests) == 1:
        job = await counter.call(counter.desk.submit, requests[0], visit.sender, visit.place, visit.key)
        return job_reply(job, wording)
    batch = await counter.call(counter.desk.batches.propose, requests, visit.sender, visit.place, visit.key)
    left = await counter.call(counter.desk.allowance, visit.sender, visit.place)
    return proposal(batch, max(0, left.left - batch.price), wording)


async def requests_of(form: ImageForm, visit: "Visit") -> tuple[ImageRequest, ...]:
    """Compose every request that a form stands for. Raises what ``variants`` raises."""
    counter = visit.counter
    lists = await lists_of(form.prompt, visit)
    plan = (await counter.call(counter.desk.plans.of, visit.sender, visit.place)).plan
    limit = plan.batch_limit or counter.desk.settings.batch_limit
    return variants(form, counter.catalogue, lists, limit, visit.provenance)


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Make what was proposed, leave it, or cancel what of it is not made yet."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    batch_id, batches = as_uuid(argument), counter.desk.batches
    if action == "forgo":
        return Reply(wording.say("offer-left"), private=True)
    if action == "halt":
        count = await counter.call(batches.stop, batch_id, visit.sender, counter.desk.cancel)
        return Reply(wording.say("batch-halted", count=count), private=True)
    jobs = await counter.call(batches.take, batch_id, visit.sender, visit.place)
    halt = Button("halt", str(batch_id), wording.say("button-halt"))
    text = wording.say("batch-taken", count=len(jobs), price=sum(job.cost for job in jobs))
    return Reply(text, (halt,), jobs=tuple(jobs))


def proposal(batch: Batch, after: int, wording: Wording) -> Reply:
    """Tell what a batch is and costs, with the buttons that make it or leave it."""
    lines = [batch_line(batch, after, wording)]
    prompts = [prompt_of(request.prompt) for request in batch.requests if isinstance(request, ImageRequest)]
    lines += [f"• {prompt}" for prompt in list(dict.fromkeys(prompts))[:SHOWN]]
    if (more := len(set(prompts)) - SHOWN) > 0:
        lines.append(wording.say("batch-more", count=more))
    buttons = (
        Button("batch", str(batch.id), wording.say("button-batch", count=len(batch.requests))),
        Button("forgo", str(batch.id), wording.say("button-leave")),
    )
    return Reply("\n".join(lines), buttons, private=True, batch=batch)


def batch_line(batch: Batch, after: int, wording: Wording) -> str:
    """Write number, price and what is left of a batch."""
    facts = {"count": len(batch.requests), "pictures": batch.pictures, "price": batch.price, "after": after}
    told = wording.say("batch-price", **facts)
    return f"{told} {wording.say('batch-slow', count=batch.slow)}" if batch.slow else told


def prompt_of(text: str) -> str:
    """Shorten a prompt to one line of a list."""
    return text if len(text) <= LINE_LIMIT else text[: LINE_LIMIT - 1] + "…"
