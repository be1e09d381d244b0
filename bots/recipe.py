"""How a picture was made: told in words, written as a command to change, and shown with one picture alone."""

from bots.buttons import picked
from bots.chat import Draft, Reply, Role, role
from bots.errors import NothingToShow
from bots.grammar import SIZE, write
from bots.parameters import parameter_lines, price_line
from bots.provenance import told
from bots.wording import Wording
from generation.adapters.asking import typed_loras, typed_prompt
from generation.catalogue import Catalogue
from generation.errors import UnknownChoice
from generation.permutations import literal
from generation.requests import SEED_LIMIT, ImageRequest
from tasks.job import Job, Media, Request
from tasks.shown import Sight

COMMAND = "/imagine"


def one_of(job: Job, number: int) -> Media:
    """Give the picture of a number, from 1. Raises NothingToShow where there is no such one."""
    pictures = [media for media in job.media if role(media) is Role.PICTURE]
    if not 1 <= number <= len(pictures):
        raise NothingToShow
    return pictures[number - 1]


def picked_reply(job: Job, number: int, wording: Wording) -> Reply:
    """Show one picture of several in full size, with buttons of its own. Raises NothingToShow."""
    media = one_of(job, number)
    which = wording.say("picked-recipe", number=number, count=len(job.media), seed=str(media.seed))
    return Reply(f"{job.words}\n{which}", picked(job, number, wording), (media,), shows=Sight(job.id, number))


def recipe_reply(job: Job, number: int, wording: Wording, catalogue: Catalogue) -> Reply:
    """Say how a job, or one picture of it, was made."""
    request = request_of(job, number)
    notes = filter(None, map(wording.note, job.notes))
    ends = (*notes, price_line(job, wording))
    if not isinstance(request, ImageRequest):
        origin = told(getattr(request, "provenance", None), wording)
        lines = (wording.say("recipe-title"), job.words, *parameter_lines(job, wording), *origin, *ends)
        return Reply("\n".join(filter(None, lines)), private=True)
    return image_recipe(request, wording, catalogue, *ends)


def image_recipe(request: ImageRequest, wording: Wording, catalogue: Catalogue, *more: str) -> Reply:
    """Say how a picture is made, ``more`` that is known of it, and what to type for it."""
    lines = [wording.say("recipe-title"), request.prompt]
    if request.negative_prompt:
        lines.append(wording.say("recipe-without", words=request.negative_prompt))
    lines.append(
        wording.say(
            "recipe-choices",
            model=request.model,
            width=request.width_px,
            height=request.height_px,
            steps=request.steps,
            guidance=f"{request.guidance:g}",
            scheduler=request.scheduler,
            seed=str(request.seed),
        )
    )
    lines += [
        *adapter_lines(request, wording),
        *told(request.provenance, wording),
        *more,
        "",
        wording.say("recipe-type"),
        draft(request, catalogue),
    ]
    return Reply("\n".join(lines), private=True)


def adapter_lines(request: ImageRequest, wording: Wording) -> list[str]:
    """Say what the model wore for a picture, where it wore anything."""
    names = ", ".join(f"{one.name} {one.weight:g}" for one in request.adapters)
    lines = [wording.say("recipe-adapters", adapters=names)] if names else []
    return [*lines, wording.say("recipe-vae", name=request.vae)] if request.vae else lines


def edit_reply(request: Request, wording: Wording, catalogue: Catalogue) -> Reply:
    """Give a recipe as a command that can be changed and sent. Raises NothingToShow."""
    if not isinstance(request, ImageRequest):
        raise NothingToShow
    text = draft(request, catalogue)
    return Reply(
        f"{wording.say('edit-how')}\n{text}", private=True, draft=Draft(text, wording.say("edit-open"))
    )


def request_of(job: Job, number: int) -> Request:
    """Narrow the request of a job down to one of its pictures; 0 leaves it as it is."""
    request = job.request
    if not number or not isinstance(request, ImageRequest):
        return request
    known = job.media[number - 1].seed if number <= len(job.media) else None  # some may be withheld
    seed = (request.seed + number - 1) % (SEED_LIMIT + 1) if known is None else known
    return request.model_copy(update={"seed": seed, "count": 1})


def draft(request: ImageRequest, catalogue: Catalogue) -> str:
    """Write a request as people type it: sent as it stands, it makes the same request."""
    return f"{COMMAND} {write(values_of(request, catalogue), 'prompt')}"


def values_of(request: ImageRequest, catalogue: Catalogue) -> dict[str, object]:
    """Give the options of /imagine that make a request."""
    return {
        "prompt": literal(typed_prompt(request.prompt, request.adapters)),
        SIZE: f"{request.width_px}x{request.height_px}",
        "steps": request.steps,
        "guidance": f"{request.guidance:g}",
        "scheduler": request.scheduler.value,
        "seed": request.seed,
        "count": request.count if request.count > 1 else None,
        "model": request.model,
        "upscale": _upscale(request, catalogue),
        "tile": "on" if request.tile else None,
        "hires": "on" if request.second_pass else None,
        "lora": typed_loras(request.adapters) or None,
        "vae": request.vae or None,
        "negative_prompt": request.negative_prompt or None,
    }


def _upscale(request: ImageRequest, catalogue: Catalogue) -> str | None:
    """Say whether to enlarge, where the model leaves a choice."""
    try:
        chosen = bool(catalogue.card(request.model).upscaler)
    except UnknownChoice:  # the model is gone; whoever sends the command is told so
        chosen = request.upscale
    return ("on" if request.upscale else "off") if chosen else None
