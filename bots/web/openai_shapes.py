"""What the calls under /v1 read and answer: the shapes of OpenAI's images, models and errors."""

from http import HTTPStatus
from typing import Literal

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bots.web.codes import failures
from bots.web.statuses import headers_of, status_of
from bots.wording import Wording
from tasks.job import Problem

OURS = 500  # statuses from here on are not the caller's fault


class Asked(BaseModel):
    """What every request for pictures may say."""

    model: str = Field("", description="one of GET /v1/models; nothing: the studio's own choice")
    lora: str = Field("", description="LoRAs and their weights: sepia:0.8; not known to OpenAI")
    vae: str = Field("", description="what decodes in place of the model's own; not known to OpenAI")
    n: int = Field(1, ge=1, le=4, description="how many pictures")
    size: str = Field("auto", description='width x height in pixels, for example "512x512"')
    response_format: Literal["url", "b64_json"] = "url"
    quality: Literal["auto", "standard"] = Field("auto", description="models have one quality each")
    style: Literal["auto"] = Field("auto", description="say it in the prompt")
    background: Literal["auto"] = "auto"
    moderation: Literal["auto"] = "auto"
    output_format: Literal["png"] = "png"
    user: str = Field("", description="not looked at: the key says who asks")
    seed: int | None = Field(None, description="of the first picture; not known to OpenAI")


class ImagesIn(Asked):
    """A request for pictures."""

    prompt: str = Field(description="what the pictures shall show")


class PictureOut(BaseModel):
    """A picture, as an address or in base64."""

    url: str | None = Field(None, description="is shown to whoever shows the key")
    b64_json: str | None = Field(None, description="a PNG")
    revised_prompt: str = Field(description="what was drawn; word lists and wildcards may have changed it")


class ImagesOut(BaseModel):
    """Pictures that are there."""

    created: int = Field(description="seconds since 1970")
    data: list[PictureOut]


class ModelOut(BaseModel):
    """A model that ``model`` can name."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "limner"
    kind: str = Field("text-to-image", description="or inpainting, lora, vae …; not known to OpenAI")


class ModelList(BaseModel):
    """What one may use here: models that draw, the studio's own choice first, and what they can wear."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class Trouble(BaseModel):
    """What is wrong, as OpenAI's clients understand it; ``code`` is one of ours."""

    message: str
    type: str
    param: str | None
    code: str


class TroubleOut(BaseModel):
    """The answer to a request that was not carried out."""

    error: Trouble


KINDS = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


def trouble(problem: Problem, wording: Wording) -> JSONResponse:
    """Answer with what is wrong."""
    status = _status(problem)
    kind = "server_error" if status >= OURS else KINDS.get(status, "invalid_request_error")
    if problem.code == "quota_exceeded":
        kind = "insufficient_quota"
    field = problem.facts.get("field")
    told = Trouble(
        message=wording.problem(problem), type=kind, param=str(field) if field else None, code=problem.code
    )
    # Clients repeat a call by themselves; what was taken, or will never be, they shall not pay for twice.
    again = status is HTTPStatus.SERVICE_UNAVAILABLE or problem.code in {"key_too_fast", "too_fast"}
    headers = headers_of(problem) | {"x-should-retry": str(again).lower()}
    return JSONResponse(TroubleOut(error=told).model_dump(mode="json"), status, headers)


def _status(problem: Problem) -> HTTPStatus:
    """Tell the status that these clients expect: what the user can mend is 400."""
    status = status_of(problem)
    if problem.code == "quota_exceeded":
        return HTTPStatus.TOO_MANY_REQUESTS
    if status is not HTTPStatus.UNPROCESSABLE_ENTITY:
        return status
    return HTTPStatus.INTERNAL_SERVER_ERROR if problem.code in failures() else HTTPStatus.BAD_REQUEST
