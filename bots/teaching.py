"""What is said of a training before it begins, and what its buttons do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bots.actions import Action
from bots.batching import requests_of
from bots.chat import Button, Reply
from bots.commands.imagine import ImagineSheet
from bots.contact import contact_sheet
from bots.defaults import furnish
from bots.errors import NothingGathered
from bots.gathering import Gathered
from bots.ids import as_uuid
from bots.offering import cheaper_label, confirm_line
from bots.reply import job_reply
from bots.wording import Wording, clock
from generation.adapters.errors import AdapterUnknown
from generation.catalogue import Purpose
from generation.errors import StudioError
from generation.learning.asking import STEPS, TrainForm, training
from generation.permutations import literal
from generation.requests import LEARNT_LEAST, LEARNT_MOST, TrainingRequest
from tasks.job import Job, Lane, Problem
from tasks.own import Own
from tasks.portfolios import Portfolio
from tasks.quotes import Quote
from tasks.training_errors import AdapterNameTaken

if TYPE_CHECKING:
    from bots.command import Visit

ACTIONS: frozenset[Action] = frozenset({"learn", "more", "clear", "use", "unlearn", "unlearnt"})
LEARNING_CONSENT = "learning-1"  # changes whenever "train-consent" changes what is agreed to
AGREED = "agreed"  # behind what a button carries whose press agrees as well
SHOWING = frozenset({"web"})  # platforms whose form shows the pictures itself
FORMS = frozenset({"discord"})  # ... and that have forms which take files
SAID = 3  # sentences about pictures that were refused
LISTED = 12  # adapters that are listed, each with two buttons


async def begun(visit: "Visit") -> Portfolio | None:
    """Read what the sender gathers in this chat; nothing once it is being learnt."""
    known = await visit.counter.call(visit.counter.desk.portfolios.of, visit.sender, visit.place)
    return None if known is None or known.job is not None else known


async def consented(visit: "Visit") -> bool:
    """Tell whether the sender agreed that faces are learnt."""
    return await visit.counter.call(visit.counter.desk.consented, visit.sender, LEARNING_CONSENT)


def form_of(portfolio: Portfolio) -> TrainForm:
    """Fill the form of a training with what a portfolio says of it."""
    return TrainForm(
        name=portfolio.name,
        words=portfolio.words,
        model=portfolio.model or None,
        steps=portfolio.steps or None,
        seed=portfolio.seed,
    )


async def state(gathered: Gathered, visit: "Visit") -> Reply:
    """Say how far a portfolio is and what it would cost, with its pictures and its buttons."""
    portfolio, wording = gathered.portfolio, visit.counter.wording(visit.sender)
    lines = [*_left_out(gathered, wording), _count(portfolio, wording)]
    buttons: tuple[Button, ...] = ()
    missing = LEARNT_LEAST - len(portfolio.pictures)
    if missing > 0:
        lines.append(wording.say("train-more", missing=missing))
    elif not portfolio.name:
        lines.append(wording.say("train-unnamed"))
    else:
        told, buttons = await _priced(portfolio, visit)
        lines += told
    if visit.place.platform in FORMS and len(portfolio.pictures) < LEARNT_MOST:
        buttons = (*buttons, Button("more", portfolio.mark, wording.say("button-more")))
    if portfolio.pictures:
        buttons = (*buttons, Button("clear", portfolio.mark, wording.say("button-clear")))
    drawn = portfolio.pictures and visit.place.platform not in SHOWING
    sheet = await _sheet(portfolio, visit) if drawn else b""
    return Reply("\n".join(lines), buttons, preview=sheet, private=True, asks="pictures")


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Begin a training, leave it, or do something with what came of one. Raises what submitting raises."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    match action:
        case "learn":
            async with counter.turn(visit.sender, visit.place):
                return await _learn(argument, visit)
        case "more":  # where no form takes files, people simply send them
            missing = LEARNT_LEAST - len(portfolio.pictures) if (portfolio := await begun(visit)) else 0
            return Reply(wording.say("train-more", missing=max(1, missing)), private=True)
        case "clear":
            async with counter.turn(visit.sender, visit.place):
                known = await begun(visit)
                await counter.call(counter.desk.portfolios.forget, visit.sender, visit.place)
                await counter.call(counter.desk.discard, visit.sender, known.keys if known else ())
            return Reply(wording.say("train-cleared"), private=True)
        case "use":
            return await _use(await own_of(argument, visit), visit)
        case "unlearn":
            one = await own_of(argument, visit)
            sure = Button("unlearnt", argument, wording.say("button-unlearn", name=one.name))
            return Reply(wording.say("train-sure", name=one.name), (sure,), private=True)
        case _:
            one = await own_of(argument, visit)
            await counter.call(counter.desk.trainings.delete, visit.sender, one.card)
            return Reply(wording.say("train-deleted", name=one.name), private=True)


async def own_of(argument: str, visit: "Visit") -> Own:
    """Find what came of a training of the sender's own, by its job. Raises AdapterUnknown."""
    job_id = as_uuid(argument)
    mine = await visit.counter.call(visit.counter.desk.trainings.mine, visit.sender)
    found = next((one for one in mine if one.job_id == job_id), None)
    if found is None:
        raise AdapterUnknown(Purpose.LORA, argument[:8], ", ".join(one.name for one in mine))
    return found


async def listed(visit: "Visit") -> Reply:
    """List what the sender trained, with what can be done with each; and say how one begins."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    mine = await counter.call(counter.desk.trainings.mine, visit.sender)
    lines = [wording.say("train-mine", count=len(mine))] if mine else []
    buttons: list[Button] = []
    for one in mine[:LISTED]:
        lines.append(wording.say("train-line", tag=one.tag, words=one.words, model=one.model))
        buttons += (
            Button("use", str(one.job_id), wording.say("button-use-name", name=one.name)),
            Button("unlearn", str(one.job_id), wording.say("button-unlearn", name=one.name)),
        )
    lines.append(wording.say("train-how", least=LEARNT_LEAST, most=LEARNT_MOST))
    return Reply("\n".join(lines), tuple(buttons), private=True)


async def begin(request: TrainingRequest, key: str, visit: "Visit") -> Job:
    """Put a training in the queue; its price was told before. Raises what ``submit`` raises."""
    counter = visit.counter
    submit = counter.desk.submit
    return await counter.call(submit, request, visit.sender, visit.place, key, confirmed=True)


async def _learn(argument: str, visit: "Visit") -> Reply:
    """Begin what a button names. Raises NothingGathered where it is there no more."""
    counter, desk, wording = visit.counter, visit.counter.desk, visit.counter.wording(visit.sender)
    mark, steps, *agreed = argument.split(".")
    portfolio = await counter.call(desk.portfolios.of, visit.sender, visit.place)
    if portfolio is None or portfolio.mark != mark or not steps.isdecimal():
        raise NothingGathered
    if portfolio.job is not None:  # by this very button, which was pressed twice
        return job_reply(await counter.call(desk.own_job, portfolio.job, visit.sender), wording)
    if portfolio.faces and not await consented(visit):
        if agreed != [AGREED]:  # the face came after the button
            return await state(Gathered(portfolio), visit)
        await counter.call(desk.consent, visit.sender, LEARNING_CONSENT)
    form = form_of(portfolio).model_copy(update={"steps": int(steps)})
    request = training(form, [one.key for one in portfolio.pictures], counter.catalogue)
    job = await begin(request, f"learn:{mark}", visit)
    over = portfolio.model_copy(update={"job": job.id, "pictures": ()})
    await counter.call(desk.portfolios.keep, visit.sender, visit.place, over)
    await counter.call(desk.discard, visit.sender, portfolio.keys)  # all but what the job is made of
    return job_reply(job, wording)


async def _use(one: Own, visit: "Visit") -> Reply:
    """Draw with what was learnt, by its words, as if they had been typed."""
    counter = visit.counter
    form = ImagineSheet(prompt=f"{literal(one.words)} {one.tag}", model=one.model)
    furnished, known = await furnish(form, visit)
    request = (await requests_of(furnished, known))[0]
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def _priced(portfolio: Portfolio, visit: "Visit") -> tuple[list[str], tuple[Button, ...]]:
    """Tell what a training would cost, and give the buttons that begin it."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    keys = [one.key for one in portfolio.pictures]
    try:
        request = training(form_of(portfolio), keys, counter.catalogue)
        mine = await counter.call(counter.desk.trainings.mine, visit.sender)
        if request.name in {one.name for one in mine}:
            raise AdapterNameTaken(request.name)
        quote = await counter.call(counter.desk.quote, request, visit.sender, visit.place)
    except StudioError as error:
        return [wording.problem(Problem.of(error))], ()
    asks = portfolio.faces and not await consented(visit)
    facts: dict[str, str | int] = {"words": request.words, "model": request.model, "steps": request.steps}
    lines = [wording.say("train-facts", **facts), _price(quote, wording)]
    ready = "train-ready-page" if visit.place.platform in SHOWING else "train-ready"
    lines.append(wording.say("train-consent" if asks else ready))
    return lines, _begin_buttons(portfolio, quote, wording, asks=asks)


def _begin_buttons(portfolio: Portfolio, quote: Quote, wording: Wording, *, asks: bool) -> tuple[Button, ...]:
    """Give the button that begins a training, where it fits, and that of a shorter one."""
    ending, buttons = (f".{AGREED}" if asks else ""), list[Button]()
    if quote.fits:
        price = 0 if quote.lane is Lane.SLOW else quote.price
        label = wording.say("button-learn-agreed" if asks else "button-learn", price=price)
        buttons.append(Button("learn", f"{portfolio.mark}.{_steps(quote.request)}{ending}", label))
    if quote.cheaper is not None:
        label = cheaper_label(quote.cheaper, quote.cheaper_price, wording)
        buttons.append(Button("learn", f"{portfolio.mark}.{_steps(quote.cheaper)}{ending}", label))
    return tuple(buttons)


def _steps(request: object) -> int:
    return request.steps if isinstance(request, TrainingRequest) else STEPS


def _price(quote: Quote, wording: Wording) -> str:
    if quote.lane is Lane.SLOW:
        return wording.say("quote-slow")
    if not quote.fits:
        facts: dict[str, str | int] = {"price": quote.price, "left": quote.left}
        return wording.say("quote-beyond", resets_at=clock(quote.resets_at), **facts)
    return confirm_line(quote, wording)


def _count(portfolio: Portfolio, wording: Wording) -> str:
    facts = {"count": len(portfolio.pictures), "least": LEARNT_LEAST, "most": LEARNT_MOST}
    return wording.say("train-open", name=portfolio.name or "–", **facts)


def _left_out(gathered: Gathered, wording: Wording) -> Sequence[str]:
    """Say what of what was brought is not taken, and why."""
    sentences = dict.fromkeys(wording.problem(Problem.of(one)) for one in gathered.problems)
    lines = [*sentences][:SAID]
    if len(sentences) > SAID:
        lines.append(wording.say("train-refused", count=len(sentences) - SAID))
    if gathered.twins:
        lines.append(
            wording.say("train-twins", numbers=", ".join(str(number) for _, number in gathered.twins))
        )
    return lines


async def _sheet(portfolio: Portfolio, visit: "Visit") -> bytes:
    """Draw the pictures of a portfolio beside each other, with their numbers."""
    counter = visit.counter

    def small() -> list[bytes]:
        return [counter.desk.uploaded(visit.sender, one.small) for one in portfolio.pictures]

    return await counter.check(contact_sheet, await counter.call(small))
