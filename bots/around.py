"""What lies around a picture: a button opens the choices, and a press on one of them draws it."""

from typing import TYPE_CHECKING

from bots.actions import Action
from bots.attachment import Attachment
from bots.bringing import own_key
from bots.buttons import buttons
from bots.chat import Button, Draft, Reply
from bots.errors import NothingToShow, SeveralPictures
from bots.grammar import write
from bots.ids import as_picture
from bots.recipe import one_of
from generation.adapters.asking import typed_loras, typed_prompt
from generation.catalogue import Catalogue, Purpose
from generation.errors import UnknownChoice
from generation.modes.forms import OutpaintForm, Side, outpaint
from generation.requests import PROMPT_LIMIT, Drawing, OutpaintRequest
from tasks.job import Job, Media, Request

if TYPE_CHECKING:
    from bots.command import Visit

COMMAND, EXAMPLE = "/outpaint", 1.3
WAYS: dict[Action, OutpaintForm] = {
    "wider": OutpaintForm(zoom=1.5),
    "widest": OutpaintForm(zoom=2.0),
    "left": OutpaintForm(pan=Side.LEFT),
    "right": OutpaintForm(pan=Side.RIGHT),
    "up": OutpaintForm(pan=Side.UP),
    "down": OutpaintForm(pan=Side.DOWN),
}
SHOWN: tuple[Action, ...] = ("wider", "widest", "zoom", "left", "right", "up", "down")


async def choices(job: Job, number: int, visit: "Visit") -> Reply:
    """Offer to zoom out and to move, with what each costs. Raises what ``around`` raises."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    media = _meant(job, number)
    prices = []
    for form in WAYS.values():
        request = _request(form, job, media, media.key, counter.catalogue)
        quote = await counter.call(counter.desk.quote, request, visit.sender, visit.place)
        prices.append(quote.price)
    below = buttons(job.id, wording, *SHOWN)
    if number:
        below = tuple(Button(one.action, f"{job.id}.{number}", one.label) for one in below)
    price = "–".join(str(one) for one in sorted({min(prices), max(prices)}))
    text = wording.say("around-choices", price=price)
    return Reply(text, below, private=True)


async def around(action: Action, job: Job, number: int, visit: "Visit") -> OutpaintRequest:
    """Ask for what lies around a picture of ours, also where somebody else had it made.

    Raises CanvasTooLarge, NothingToShow, SeveralPictures where it is not said which, and NoSuchJob where it
    is gone.
    """
    media = _meant(job, number)
    return _request(WAYS[action], job, media, await own_key(media, visit), visit.counter.catalogue)


async def custom(job: Job, number: int, visit: "Visit") -> Reply:
    """Give the command to change and to send. Raises NothingToShow and SeveralPictures."""
    media, wording = _meant(job, number), visit.counter.wording(visit.sender)
    told = write({"prompt": _words(job), "zoom": EXAMPLE} | _worn(job), "prompt")
    draft = Draft(f"{COMMAND} {told}", "", about=f"{job.id}.{job.media.index(media) + 1}")
    return Reply(f"{wording.say('around-how')}\n{draft.text}", private=True, draft=draft)


def lent(argument: str, visit: "Visit") -> Attachment:
    """Bring the picture that a button is about, as if it had been sent along; it is fetched when wanted."""
    counter = visit.counter

    async def fetch() -> bytes:
        job_id, number = as_picture(argument)
        job = await counter.call(counter.desk.shown.visible, job_id, visit.sender, visit.place)
        return await counter.call(counter.desk.read, _meant(job, number).key)

    return Attachment("picture.png", "image/png", 0, fetch)


def _meant(job: Job, number: int) -> Media:
    if not isinstance(job.request, Drawing):
        raise NothingToShow
    if len(job.media) > 1 and not number:
        raise SeveralPictures(len(job.media))
    return one_of(job, number or 1)


def _request(form: OutpaintForm, job: Job, media: Media, key: str, catalogue: Catalogue) -> OutpaintRequest:
    told = {"prompt": _words(job), "model": kin(job.request, catalogue)} | _worn(job)
    if isinstance(job.request, Drawing):
        told["negative_prompt"] = job.request.negative_prompt
    size = media.width_px, media.height_px
    return outpaint(form.model_copy(update=told), key, size, catalogue)


def _words(job: Job) -> str:
    if not isinstance(job.request, Drawing):
        return ""
    return typed_prompt(job.request.prompt, job.request.adapters)[:PROMPT_LIMIT]


def _worn(job: Job) -> dict[str, str | None]:
    """Give what was worn, as options; what its prompt calls by itself is in there."""
    if not isinstance(job.request, Drawing):
        return {}
    found = {"lora": typed_loras(job.request.adapters), "vae": job.request.vae}
    return {name: value for name, value in found.items() if value}


def kin(request: Request, catalogue: Catalogue) -> str | None:
    """Name the model that drew it, unless one that is like it was made for this, or it cannot do this."""
    try:
        card = catalogue.drawer(request.model) if isinstance(request, Drawing) else None
        usual = catalogue.card(catalogue.default)
    except UnknownChoice:  # the model is gone
        return None
    able = card is not None and card.purpose in {Purpose.TEXT_TO_IMAGE, Purpose.INPAINTING}
    return card.name if card is not None and able and card.base != usual.base else None
