"""The part of the JSON API that makes prompts of a prompt."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.commands.expand import EXPAND, ExpandForm
from bots.commands.shorten import SHORTEN, ShortenForm
from bots.web.calls import KEY_PARAMETER, WEBHOOK, body_of, order, refusals, schema_of
from bots.web.shapes import JobOut
from bots.web.studio import InStudio

rewording = APIRouter()


@rewording.post(
    "/api/shorten",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("application/json", schema_of(ShortenForm, webhook=WEBHOOK)) | KEY_PARAMETER,
)
async def shorten(request: Request, studio: InStudio) -> Response:
    """Weigh the words of a prompt: the job has ``weights``, and shorter prompts as ``descriptions``."""
    return await order(request, studio, SHORTEN)


@rewording.post(
    "/api/expand",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("application/json", schema_of(ExpandForm, webhook=WEBHOOK)) | KEY_PARAMETER,
)
async def expand(request: Request, studio: InStudio) -> Response:
    """Propose richer prompts: the job has them as ``descriptions``. Nothing is drawn."""
    return await order(request, studio, EXPAND)
