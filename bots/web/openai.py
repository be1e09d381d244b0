"""Pictures for programs that were written for OpenAI's API: point them at this studio's /v1."""

import asyncio
import time
from base64 import b64encode
from contextlib import suppress
from typing import Any

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
from bots.web.openai_shapes import ImagesIn, ImagesOut, ModelList, ModelOut, PictureOut, TroubleOut, trouble
from bots.web.studio import InStudio, Studio
from tasks.job import Job, Media

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
    job = await _order(request, studio, form)
    await _wait(request, studio, job)
    done = await studio.own(job.id, sender_of(request))
    if done.problem is not None:
        return trouble(done.problem, studio.counter.wording(sender_of(request)))
    if not done.status.final:
        raise StillWorking(str(done.id), round(studio.patience_s))
    pictures = [await _picture(request, studio, done, media, form.response_format) for media in done.media]
    told = ImagesOut(created=int(time.time()), data=pictures)
    return JSONResponse(
        told.model_dump(mode="json", exclude_none=True), headers={"X-Limner-Job": str(job.id)}
    )


@openai.get("/models", response_model=ModelList, responses=REFUSED)
async def models(studio: InStudio) -> Response:
    """List the models that draw from words."""
    return JSONResponse(ModelList(data=_models(studio)).model_dump(mode="json"))


@openai.get("/models/{name:path}", response_model=ModelOut, responses={**REFUSED, 404: REFUSED[400]})
async def model(studio: InStudio, name: str) -> Response:
    """Show a model."""
    found = next((one for one in _models(studio) if one.id == name), None)
    if found is None:
        raise NoSuchPage
    return JSONResponse(found.model_dump(mode="json"))


async def _order(request: Request, studio: Studio, form: ImagesIn) -> Job:
    """Put pictures in the queue. Raises what stands in the way."""
    values: dict[str, object] = {"prompt": form.prompt, "count": form.n, "seed": form.seed}
    if form.model:
        values["model"] = form.model
    if form.size != "auto":
        values["width"], values["height"] = _size(form.size)
    visit = Visit(sender_of(request), place_of(), key_of(request), studio.counter)
    reply = await studio.counter.serve(DRAW, values, visit)
    if reply.job is None:
        raise Unexpected
    return reply.job


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


def _models(studio: Studio) -> list[ModelOut]:
    catalogue = studio.counter.catalogue
    names = sorted(catalogue.names(), key=lambda name: name != catalogue.default)
    return [ModelOut(id=name) for name in names]
