"""The part of the JSON API that deals with faces and voices."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from avatar.compose import AvatarForm, SpeechForm
from avatar.voices.shelf import Shelf
from avatar.voices.voice import VoiceCard
from bots.attachment import Attachment
from bots.commands.restore import RESTORE, RestoreForm
from bots.commands.say import SAY
from bots.commands.verify import prove, sentences
from bots.errors import AttachmentMissing, BadValue, ConsentNeeded
from bots.sitting import CONSENT_VERSION
from bots.web.answers import place_of, refuse, sender_of, wording_of
from bots.web.calls import (
    KEY_PARAMETER,
    WEBHOOK,
    answer,
    body_of,
    hearing,
    json_of,
    key_of,
    order,
    refusals,
    schema_of,
)
from bots.web.forms import posted
from bots.web.shapes import ConsentOut, JobOut, VerifyOut, VoiceList, verify_out, voice_out
from bots.web.studio import InStudio, Studio
from bots.wording import Wording
from generation.errors import StudioError
from tasks.job import Problem, Sender

YES, NO = frozenset({"true", "on", "yes", "1"}), frozenset({"false", "off", "no", "0"})
FILE = {"type": "string", "format": "binary"}


CLIP_BODY = schema_of(
    AvatarForm,
    photo={**FILE, "description": "a JPEG, PNG or WebP with a face seen from the front"},
    audio={**FILE, "description": "a recording, in place of `text`"},
    moves={**FILE, "description": "an MP4, MOV, WebM or GIF whose motion the face borrows; see `borrow`"},
    webhook=WEBHOOK,
    consent={"type": "boolean", "description": f"true agrees to the wording of version {CONSENT_VERSION}"},
)
CLIP_BODY["required"] = ["photo"]
RESTORE_BODY = schema_of(
    RestoreForm,
    photo={**FILE, "description": "a JPEG, PNG or WebP with a face, however blurred"},
    webhook=WEBHOOK,
)
RESTORE_BODY["required"] = ["photo"]
FILE_BODY = {"type": "object", "properties": {"file": FILE}, "required": ["file"]}
VERSION = {"type": "object", "properties": {"version": {"type": "string"}}, "required": ["version"]}

clips = APIRouter()


@clips.post(
    "/api/avatar",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("multipart/form-data", CLIP_BODY) | KEY_PARAMETER,
)
async def avatar(request: Request, studio: InStudio) -> Response:
    """Put a talking clip in the queue: a photo, and a recording or a text that is spoken.

    Before the first one somebody has to agree that faces are animated: `consent=true`, or POST /api/consent.
    """
    wording, sender = wording_of(request), sender_of(request)
    try:
        key = key_of(request)
        async with posted(request) as values:
            if yes("consent", values.pop("consent", None)):
                await studio.counter.call(studio.counter.desk.consent, sender, CONSENT_VERSION)
            sender = hearing(request, studio, values)
            reply = await studio.counter.clip(values, sender, place_of(), key)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)


@clips.post(
    "/api/speech",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of(
        "application/json", {**schema_of(SpeechForm, webhook=WEBHOOK), "required": ["text"]}
    )
    | KEY_PARAMETER,
)
async def speech(request: Request, studio: InStudio) -> Response:
    """Put a line to be spoken in the queue."""
    return await order(request, studio, SAY)


@clips.post(
    "/api/restore",
    status_code=HTTPStatus.ACCEPTED,
    response_model=JobOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("multipart/form-data", RESTORE_BODY) | KEY_PARAMETER,
)
async def restore(request: Request, studio: InStudio) -> Response:
    """Put a photo in the queue whose faces are to be drawn anew, sharp."""
    wording, sender = wording_of(request), sender_of(request)
    try:
        key = key_of(request)
        async with posted(request) as values:
            sender = hearing(request, studio, values)
            reply = await studio.counter.answer(RESTORE, values, sender, place_of(), key)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    return await answer(studio, reply, wording, HTTPStatus.ACCEPTED)


@clips.post(
    "/api/verify",
    response_model=VerifyOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("multipart/form-data", FILE_BODY),
)
async def verify(request: Request, studio: InStudio) -> Response:
    """Tell whether a clip or a picture came from this studio."""
    wording = wording_of(request)
    try:
        async with posted(request) as values:
            file = values.get("file")
            if not isinstance(file, Attachment):
                raise AttachmentMissing("file")
            proof, origin = await prove(file, studio.counter)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    found = verify_out(proof, origin, "\n".join(sentences(proof, origin, wording)))
    return JSONResponse(found.model_dump(mode="json"))


@clips.get("/api/voices", response_model=VoiceList, responses=refusals(422))
async def voices(request: Request, studio: InStudio, language: str = "") -> Response:
    """List the voices, or those of a language: en, zh-CN."""
    try:
        found = await studio.counter.call(_voices, studio.counter.voices, language)
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))
    listed = VoiceList(voices=[voice_out(card) for card in found])
    return JSONResponse(listed.model_dump(mode="json"))


@clips.get("/api/consent", response_model=ConsentOut, responses=refusals())
async def wanted(request: Request, studio: InStudio) -> Response:
    """Give the wording that has to be agreed to before a face is animated."""
    return await _consent(studio, sender_of(request), wording_of(request))


@clips.post(
    "/api/consent",
    response_model=ConsentOut,
    responses=refusals(403, 413, 422),
    openapi_extra=body_of("application/json", VERSION),
)
async def agree(request: Request, studio: InStudio) -> Response:
    """Agree to the wording of a version; the current one is told by GET."""
    wording, sender, desk = wording_of(request), sender_of(request), studio.counter.desk
    try:
        if str((await json_of(request)).get("version")) != CONSENT_VERSION:
            raise ConsentNeeded(CONSENT_VERSION)
        await studio.counter.call(desk.consent, sender, CONSENT_VERSION)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    return await _consent(studio, sender, wording)


async def _consent(studio: Studio, sender: Sender, wording: Wording) -> Response:
    try:
        agreed = await studio.counter.call(studio.counter.desk.consented, sender, CONSENT_VERSION)
    except StudioError as error:
        return refuse(Problem.of(error), wording)
    told = ConsentOut(version=CONSENT_VERSION, text=wording.say("avatar-consent"), agreed=agreed)
    return JSONResponse(told.model_dump(mode="json"))


def _voices(shelf: Shelf, language: str) -> tuple[VoiceCard, ...]:
    return shelf.of_language(language) if language else shelf.cards


def yes(name: str, value: object) -> bool:
    """Read a yes or no; nothing is a no. Raises BadValue."""
    word = str(value if value is not None else "no").strip().casefold()
    if word not in YES | NO:
        raise BadValue(name, word[:60])
    return word in YES
