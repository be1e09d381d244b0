"""What is offered where a request was not taken: its price, and buttons that make it or something cheaper."""

from typing import TYPE_CHECKING

from avatar.requests import AvatarRequest, PreviewRequest
from bots.actions import Action
from bots.chat import Button, Reply
from bots.ids import as_uuid
from bots.reply import job_reply, problem_reply, ready_in
from bots.wording import Wording
from generation.requests import Drawing, TrainingRequest
from tasks.errors import ConfirmationNeeded, NotTaken
from tasks.job import Problem, Request
from tasks.offers import Offer
from tasks.quotes import Quote

if TYPE_CHECKING:
    from bots.command import Visit

ACTIONS: frozenset[Action] = frozenset({"make", "cheaper", "leave"})


def offer_reply(refusal: NotTaken, wording: Wording) -> Reply:
    """Say why a request was not taken, and what one press would make."""
    problem, offer = Problem.of(refusal), refusal.offer
    if offer is None:
        return problem_reply(problem, wording)
    if not isinstance(refusal, ConfirmationNeeded):
        refused = problem_reply(problem, wording)
        return Reply(refused.text, _cheaper(offer, wording), private=True, problem=problem)
    text = confirm_line(offer.quote, wording)
    make = Button("make", str(offer.id), wording.say("button-make"))
    leave = Button("leave", str(offer.id), wording.say("button-leave"))
    return Reply(text, (make, *_cheaper(offer, wording), leave), private=True)


def confirm_line(quote: Quote, wording: Wording) -> str:
    """Write price, balance after, and time of a request."""
    price = wording.say("offer-price", price=quote.price, after=quote.after)
    return price if quote.eta_s is None else f"{price} · {ready_in(quote.eta_s, wording)}"


def cheaper_label(request: Request, price: int, wording: Wording) -> str:
    """Name a cheaper variant by what it would be."""
    match request:
        case Drawing():
            sides = {"width": request.width_px, "height": request.height_px}
            facts = {"count": request.count, "steps": request.steps, "price": price, **sides}
            return wording.say("button-cheaper-picture", **facts)
        case TrainingRequest():
            return wording.say("button-learn-fewer", steps=request.steps, price=price)
        case AvatarRequest() | PreviewRequest():
            clip = request.of if isinstance(request, PreviewRequest) else request
            restored = "yes" if clip.restore else "no"
            return wording.say("button-cheaper-clip", size=clip.size_px, restored=restored, price=price)
        case _:
            return wording.say("button-cheaper", price=price)


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Make what was offered, or a cheaper variant of it, or leave it. Raises what submitting raises."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    offer_id = as_uuid(argument)
    if action == "leave":
        await counter.call(counter.desk.offers.request, offer_id, visit.sender, cheaper=False)
        return Reply(text=wording.say("offer-left"), private=True)
    make, cheaper = counter.desk.make, action == "cheaper"
    job = await counter.call(make, offer_id, visit.sender, visit.place, cheaper=cheaper)
    return job_reply(job, wording)


def _cheaper(offer: Offer, wording: Wording) -> tuple[Button, ...]:
    quote = offer.quote
    if quote.cheaper is None:
        return ()
    label = cheaper_label(quote.cheaper, quote.cheaper_price, wording)
    return (Button("cheaper", str(offer.id), label),)
