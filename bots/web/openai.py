"""Pictures for programs that were written for OpenAI's API: point them at this studio's /v1."""

import asyncio
import time
from base64 import b64encode
from contextlib import suppress
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bots.command import Command, Visit
from bots.commands.imagine import IMAGINE
from bots.commands.imagine import answer as imagine
from bots.errors import BadSize, NoSuchPage, Unexpected
from bots.forms import fill
from bots.veil import veiled
from bots.web.answers import place_of, sender_of
from bots.web.calls import ALWAYS, KEY_PARAMETER, json_of, key_of
from bots.web.errors import StillWorking
from bots.web.media import read_own
from bots.web.openai_shapes import (
    Asked,
    ImagesIn,
    ImagesOut,
    ModelList,
    ModelOut,
    PictureOut,
    TroubleOut,
    trouble,
)
from bots.web.studio import InStudio, Studio
from generation.catalogue import AnyCard, DrawingPurpose, Purpose
from tasks.job import Job, Media

WORN = {Purpose.LORA: "lora", Purpose.VAE: "vae"}  # what may stand for a model, and the option that wears it
LISTED = frozenset({*WORN, Purpose.TEXTUAL_INVERSION, Purpose.HYPERNETWORK, Purpose.CONTROLNET})
LOOK_S = 5.0  # how often a job is looked up while nothing is heard of it
REFUSED: dict[int | str, dict[str, Any]] = {  # Any: FastAPI's own type
    status: {"model": TroubleOut, "description": "What is wrong, in OpenAI's shape; `code` is one of ours."}
    for status in ALWAYS
}
BODY = {"content": {"application/json": {"schema": {**ImagesIn.model_json_schema(), "required": ["prompt"]}}}}

openai = APIRouter(prefix="/v1")
DRAW = Command("imagine", IMAGINE.form, imagine)  # a prompt is taken as it stands, with no flags in it


@openai.post(
    "/images/generations",
    response_model=ImagesOut,
    responses={**REFUSED, **dict.fromkeys((404, 409, 413, 504), REFUSED[400])},
    openapi_extra={"requestBody": {"required": True, **BODY}, **KEY_PARAMETER},
)
async def generate(request: Request, studio: InStudio) -> Response:
    """Draw pictures, and answer once they are there. Whoever goes away meanwhile finds them in /api/jobs."""
    form = fill(ImagesIn, await json_of(request))
    values: dict[str, object] = {"prompt": form.prompt, **chosen(form, studio)}
    if form.size != "auto":
        values["width"], values["height"] = _size(form.size)
    return await made(request, studio, DRAW, values, form.response_format)


async def made(
    request: Request, studio: Studio, command: Command[Any], values: dict[str, object], wish: str
) -> Response:
    """Have pictures made by a command, and answer once they are there."""
    visit = Visit(sender_of(request), place_of(), key_of(request), studio.counter)
    job = (await studio.counter.serve(command, values, visit)).job
    if job is None:
        raise Unexpected
    await _wait(request, studio, job)
    done = await studio.own(job.id, sender_of(request))
    if done.problem is not None:
        return trouble(done.problem, studio.counter.wording(sender_of(request)))
    if not done.status.final:
        raise StillWorking(str(done.id), round(studio.patience_s))
    pictures = [await _picture(request, studio, done, media, wish) for media in done.media]
    told = ImagesOut(created=int(time.time()), data=pictures)
    return JSONResponse(
        told.model_dump(mode="json", exclude_none=True), headers={"X-Limner-Job": str(job.id)}
    )


@openai.get("/models", response_model=ModelList, responses=REFUSED)
async def models(request: Request, studio: InStudio) -> Response:
    """List what one may use: models that draw, and what they can wear, each with its kind."""
    return JSONResponse(ModelList(data=await _models(request, studio)).model_dump(mode="json"))


@openai.get("/models/{name:path}", response_model=ModelOut, responses={**REFUSED, 404: REFUSED[400]})
async def model(request: Request, studio: InStudio, name: str) -> Response:
    """Show a model."""
    found = next((one for one in await _models(request, studio) if one.id == name), None)
    if found is None:
        raise NoSuchPage
    return JSONResponse(found.model_dump(mode="json"))


def chosen(form: Asked, studio: Studio) -> dict[str, object]:
    """Say in our words what a request chooses; a LoRA or a VAE that is named as the model is worn."""
    values: dict[str, object] = {
        "count": form.n,
        "seed": form.seed,
        "lora": form.lora or None,
        "vae": form.vae or None,
        "model": form.model or None,
    }
    catalogue = studio.counter.catalogue
    extra = next((one for one in catalogue.extras if one.name == form.model and one.purpose in WORN), None)
    if extra is None:
        return values
    cards = [catalogue.card(name) for name in catalogue.names()]
    wearer = next((card.name for card in cards if extra in catalogue.adapters(card, extra.purpose)), None)
    field = WORN[extra.purpose]
    return {**values, "model": wearer, field: ",".join(filter(None, (form.model, str(values[field] or ""))))}


async def _wait(request: Request, studio: Studio, job: Job) -> None:
    """Wait for the end of a job, as long as the studio is patient and somebody listens."""
    sender, until = sender_of(request), time.monotonic() + studio.patience_s
    with studio.watch.follow(job.id) as bell:
        while not studio.watch.closing and not await request.is_disconnected():
            bell.clear()
            if (await studio.own(job.id, sender)).status.final:
                return
            left_s = until - time.monotonic()
            if left_s <= 0:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(min(LOOK_S, left_s)):
                    await bell.wait()


async def _picture(request: Request, studio: Studio, job: Job, media: Media, wish: str) -> PictureOut:
    if wish == "b64_json":
        data, whole = await read_own(studio, sender_of(request), media.key)
        data = data if whole else await studio.counter.check(veiled, data)
        return PictureOut(b64_json=b64encode(data).decode(), revised_prompt=job.words)
    base = studio.counter.desk.settings.page_url or str(request.base_url).rstrip("/")
    return PictureOut(url=f"{base}/media/{media.key}", revised_prompt=job.words)


def _size(text: str) -> tuple[str, str]:
    """Read "512x512". Raises BadSize."""
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise BadSize(text)
    return width, height


async def _models(request: Request, studio: Studio) -> list[ModelOut]:
    """List what whoever asks may use; what is kept for others is not there."""
    counter = studio.counter
    hidden = await counter.call(counter.desk.access.hidden, sender_of(request), place_of())
    catalogue = counter.catalogue
    draws = [catalogue.drawer(name) for name in catalogue.names(*get_args(DrawingPurpose))]
    every: list[AnyCard] = [*draws, *(one for one in catalogue.extras if one.purpose in LISTED)]
    return [ModelOut(id=one.name, kind=one.purpose) for one in every if one.name not in hidden]
