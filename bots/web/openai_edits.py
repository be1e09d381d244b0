"""Pictures of pictures for programs that were written for OpenAI's API, by forms with files."""

from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.attachment import Attachment
from bots.command import Command
from bots.commands.inpaint import INPAINT
from bots.commands.inpaint import answer as inpaint
from bots.commands.remix import REMIX
from bots.commands.remix import answer as remix
from bots.errors import AttachmentMissing
from bots.forms import fill
from bots.web.calls import KEY_PARAMETER, body_of, schema_of
from bots.web.edits import FILE
from bots.web.forms import posted
from bots.web.openai import REFUSED, chosen, made
from bots.web.openai_shapes import Asked, ImagesIn, ImagesOut
from bots.web.studio import InStudio

SEVERAL = "image[]"  # as programs call it that may send more than one
TROUBLE: dict[int | str, dict[str, Any]] = {  # any: FastAPI's own type
    **REFUSED,
    **dict.fromkeys((404, 409, 413, 504), REFUSED[400]),
}

PAINT = Command("inpaint", INPAINT.form, inpaint)  # a prompt is taken as it stands, with no flags in it
REDRAW = Command("remix", REMIX.form, remix)

openai_edits = APIRouter(prefix="/v1/images")


class VariationsIn(Asked):
    """A request for pictures like another one; ``size`` is not looked at: they get its shape."""

    image: Attachment | None = None


class EditsIn(ImagesIn, VariationsIn):
    """A request for a picture whose masked part is drawn anew; without a mask, all of it is drawn over."""

    mask: Attachment | None = None


F = TypeVar("F", bound=VariationsIn)


def _body(form: type[Asked], *files: str, needed: tuple[str, ...]) -> dict[str, Any]:  # any: JSON
    schema = schema_of(form, **dict.fromkeys(files, FILE))
    return body_of("multipart/form-data", {**schema, "required": list(needed)}) | KEY_PARAMETER


@openai_edits.post(
    "/edits",
    response_model=ImagesOut,
    responses=TROUBLE,
    openapi_extra=_body(ImagesIn, "image", "mask", needed=("image", "prompt")),
)
async def edit(request: Request, studio: InStudio) -> Response:
    """Draw the masked part of a picture anew; without a mask, draw over all of it."""
    async with posted(request) as given:
        form = _filled(EditsIn, given)
        values = {"prompt": form.prompt, "picture": form.image, **chosen(form, studio)}
        if form.mask is None:
            return await made(request, studio, REDRAW, values, form.response_format)
        return await made(request, studio, PAINT, values | {"mask": form.mask}, form.response_format)


@openai_edits.post(
    "/variations",
    response_model=ImagesOut,
    responses=TROUBLE,
    openapi_extra=_body(Asked, "image", needed=("image",)),
)
async def vary(request: Request, studio: InStudio) -> Response:
    """Draw over a picture, led by nothing but itself."""
    async with posted(request) as given:
        form = _filled(VariationsIn, given)
        values = {"picture": form.image, **chosen(form, studio)}
        return await made(request, studio, REDRAW, values, form.response_format)


def _filled(form: type[F], given: dict[str, object]) -> F:
    """Fill a form. Raises what ``fill`` raises, and AttachmentMissing."""
    picture = given.pop(SEVERAL, None)
    filled = fill(form, {"image": picture, **given} if picture else given)
    if filled.image is None:
        raise AttachmentMissing("image")
    return filled
