"""Prices before the press: what a picture or a clip would cost, as the page shows it beside its button."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi import Request as Call
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from avatar.compose import PIXELS, AvatarForm, compose_avatar
from avatar.requests import AvatarRequest, PreviewRequest
from avatar.variants import preview_of
from bots.batching import requests_of
from bots.command import Visit
from bots.commands.imagine import IMAGINE
from bots.defaults import furnish
from bots.forms import fill
from bots.offering import cheaper_label, confirm_line
from bots.values import read_values
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import body_of, json_of, refusals, schema_of
from bots.web.studio import InStudio
from bots.wording import Wording, clock
from generation.adapters.asking import typed_loras, typed_prompt
from generation.compose import ImageForm, Switch
from generation.errors import StudioError
from generation.permutations import literal
from generation.requests import Drawing, ImageRequest
from tasks.job import Lane, Problem, Request
from tasks.quotes import Quote

NOWHERE = "uploads/none"  # stands for a photo and a recording that were not sent yet
SOUND_LIMIT_S = 3600.0
SIZES = {px: size.value for size, px in PIXELS.items()}

quoting = APIRouter()


class CheaperOut(BaseModel):
    """Something that costs less."""

    label: str
    price: int
    options: dict[str, str | int | float] = Field(
        description="the fields that ask for it: of a picture all, of a clip those that change"
    )


class QuoteOut(BaseModel):
    """What a request would cost now; nothing is held."""

    price: int = Field(description="credits")
    lane: Lane
    left: int = Field(description="credits now")
    after: int = Field(description="... and after it")
    fits: bool = Field(description="whether it would be taken")
    resets_at: datetime
    ahead: int
    eta_s: float | None = Field(description="until it would be ready, where that can be told")
    cheaper: CheaperOut | None
    message: str


QUOTED: dict[int | str, dict[str, Any]] = refusals(403, 413, 422)  # Any: FastAPI's own type


@quoting.post(
    "/api/quote",
    response_model=QuoteOut,
    responses=QUOTED,
    openapi_extra=body_of("application/json", schema_of(ImageForm)),
)
async def picture(request: Call, studio: InStudio) -> Response:
    """Quote a picture: the fields are those of /api/imagine."""

    async def quote(values: dict[str, object]) -> QuoteOut:
        form = fill(ImageForm, read_values(IMAGINE, values))
        counter, sender = studio.counter, sender_of(request)
        furnished, visit = await furnish(form, Visit(sender, place_of(), "", counter))
        drawn = await requests_of(furnished, visit)
        found = await counter.call(counter.desk.quote, drawn[0], sender, place_of())
        if len(drawn) > 1:
            return together(drawn, found, wording_of(request))
        return quote_out(found, wording_of(request), form.seed)

    return await _answer(request, quote)


@quoting.post(
    "/api/quote/clip",
    response_model=QuoteOut,
    responses=QUOTED,
    openapi_extra=body_of(
        "application/json",
        schema_of(AvatarForm, sound_s={"type": "number", "title": "Length of a recording"}),
    ),
)
async def clip(request: Call, studio: InStudio) -> Response:
    """Quote a clip of a text, or of a recording of so many seconds; photo and recording need not be there."""

    async def quote(values: dict[str, object]) -> QuoteOut:
        heard_s = _seconds(values.pop("sound_s", None))
        form = fill(AvatarForm, values)
        sound = NOWHERE if heard_s else ""
        counter, locale = studio.counter, sender_of(request).locale
        asked = await counter.call(compose_avatar, form, NOWHERE, sound, counter.voices, locale, counter.cast)
        whole = preview_of(asked) if form.preview is Switch.ON else asked
        found = await counter.call(counter.desk.quote, whole, sender_of(request), place_of(), heard_s)
        return quote_out(found, wording_of(request))

    return await _answer(request, quote)


def quote_out(quote: Quote, wording: Wording, seed: int | None = None) -> QuoteOut:
    """Write a quote for the API; ``seed`` is the one that was asked for, if any was."""
    cheaper = None
    if quote.cheaper is not None:
        label = cheaper_label(quote.cheaper, quote.cheaper_price, wording)
        cheaper = CheaperOut(label=label, price=quote.cheaper_price, options=_options(quote.cheaper, seed))
    return QuoteOut(
        price=quote.price,
        lane=quote.lane,
        left=quote.left,
        after=quote.after,
        fits=quote.fits,
        resets_at=quote.resets_at,
        ahead=quote.ahead,
        eta_s=quote.eta_s,
        cheaper=cheaper,
        message=_message(quote, wording),
    )


def together(requests: Sequence[ImageRequest], first: Quote, wording: Wording) -> QuoteOut:
    """Write the quote of several requests, of which one is quoted: they cost alike."""
    count, pictures = len(requests), sum(request.count for request in requests)
    pooled = first.lane is Lane.FAST and first.after == first.left
    price = first.price * count
    after = first.left if pooled or first.lane is Lane.SLOW else max(0, first.left - price)
    facts = {"count": count, "pictures": pictures, "price": price, "after": after}
    return quote_out(first, wording).model_copy(
        update={
            "price": price,
            "after": after,
            "fits": pooled or first.lane is Lane.SLOW or price <= first.left,
            "cheaper": None,
            "eta_s": None,
            "message": wording.say("batch-price", **facts),
        }
    )


def _message(quote: Quote, wording: Wording) -> str:
    if quote.lane is Lane.SLOW:
        return wording.say("quote-slow")
    if not quote.fits:
        resets_at = clock(quote.resets_at)
        return wording.say("quote-beyond", price=quote.price, left=quote.left, resets_at=resets_at)
    return confirm_line(quote, wording)


def _options(request: Request, seed: int | None) -> dict[str, str | int | float]:
    """Say which fields ask for it: of /api/imagine, or those of /api/avatar that a cheaper clip changes."""
    if isinstance(request, AvatarRequest | PreviewRequest):
        clip = request.of if isinstance(request, PreviewRequest) else request
        return {"size": SIZES[clip.size_px], "restore": clip.restore}
    if not isinstance(request, Drawing):
        return {}
    chosen: dict[str, str | int | float] = {} if seed is None else {"seed": seed}
    return chosen | {
        "prompt": literal(typed_prompt(request.prompt, request.adapters)),
        "negative_prompt": request.negative_prompt,
        "model": request.model,
        "width": request.width_px,
        "height": request.height_px,
        "steps": request.steps,
        "count": request.count,
        "guidance": request.guidance,
        "scheduler": request.scheduler.value,
        "upscale": "on" if request.upscale else "off",
        "tile": "on" if request.tile else "off",
        "hires": "on" if isinstance(request, ImageRequest) and request.second_pass else "off",
        "lora": typed_loras(request.adapters),
        "vae": request.vae,
    }


def _seconds(value: object) -> float:
    """Read how long a recording is; what is no length counts as none."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= SOUND_LIMIT_S
    return float(value) if known else 0.0  # type: ignore[arg-type]  # it is a number


async def _answer(request: Call, quote: Callable[[dict[str, object]], Awaitable[QuoteOut]]) -> Response:
    try:
        found = await quote(await json_of(request))
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    return JSONResponse(found.model_dump(mode="json"))
