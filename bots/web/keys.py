"""API keys over the API and on a page: listed, made, revoked."""

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from bots.commands.apikey import NewKeyForm, limits_line, line_of, terms_of, until_of
from bots.forms import fill
from bots.web import view
from bots.web.answers import sender_of, wording_of
from bots.web.calls import body_of, json_of, refusals, schema_of
from bots.web.doorman import insist, session_of
from bots.web.keyring import use_of
from bots.web.pages import Form
from bots.web.statuses import status_of
from bots.web.studio import InStudio, Studio
from generation.errors import StudioError
from tasks.actor import Actor
from tasks.job import Problem
from tasks.keys import Key, Scope

SCOPES = {
    "type": "array",
    "items": {"type": "string", "enum": [scope.value for scope in Scope]},
    "description": "what the key may do; draw, speak and read unless something else is said",
}

keys = APIRouter()
keys_page = APIRouter()


class KeyOut(BaseModel):
    """An API key, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    per_minute: int = Field(description="requests")
    daily_credits: int | None
    monthly_credits: int | None
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class MadeOut(KeyOut):
    """A new API key. ``key`` is shown this once."""

    key: str


class KeyList(BaseModel):
    """The API keys of whoever asks, the newest first."""

    keys: list[KeyOut]


@keys.get("/api/keys", response_model=KeyList, responses=refusals())
async def listed(request: Request, studio: InStudio) -> Response:
    """List the keys of whoever asks."""
    found = await studio.counter.call(studio.counter.desk.keys.of, actor_of(request))
    return JSONResponse(KeyList(keys=[key_out(key) for key in found]).model_dump(mode="json"))


@keys.post(
    "/api/keys",
    status_code=HTTPStatus.CREATED,
    response_model=MadeOut,
    responses=refusals(413, 422),
    openapi_extra=body_of("application/json", schema_of(NewKeyForm, scopes=SCOPES)),
)
async def made(request: Request, studio: InStudio) -> Response:
    """Make a key that acts as whoever asks. Its text is in this answer and nowhere else."""
    values = await json_of(request)
    if isinstance(scopes := values.get("scopes"), list):
        values["scopes"] = ", ".join(map(str, scopes))
    key, text = await _made(request, studio, values)
    told = MadeOut(key=text, **key_out(key).model_dump())
    return JSONResponse(told.model_dump(mode="json"), HTTPStatus.CREATED)


@keys.delete("/api/keys/{number}", response_model=KeyOut, responses=refusals(404))
async def revoked(request: Request, studio: InStudio, number: str) -> Response:
    """Revoke a key; from then on it opens nothing."""
    key = await studio.counter.call(studio.counter.desk.keys.revoke, actor_of(request), number)
    return JSONResponse(key_out(key).model_dump(mode="json"))


@keys_page.get("/keys")
async def page(request: Request, studio: InStudio) -> Response:
    """Show the keys, and a form for a new one."""
    return await _page(request, studio)


@keys_page.post("/keys")
async def make(request: Request, studio: InStudio, form: Form) -> Response:
    """Make a key, and show it this once."""
    try:
        _insist(request, form)
        values = {name: value for name, value in form.items() if name != "csrf" and value.strip()}
        key, text = await _made(request, studio, dict(values))
    except StudioError as error:
        return await _page(request, studio, problem=error)
    return await _page(request, studio, made=text, until=until_of(key))


@keys_page.post("/keys/{number}/revoke")
async def revoke(request: Request, studio: InStudio, number: str, form: Form) -> Response:
    """Revoke a key, and show the others."""
    try:
        _insist(request, form)
        await studio.counter.call(studio.counter.desk.keys.revoke, actor_of(request), number)
    except StudioError as error:
        return await _page(request, studio, problem=error)
    return RedirectResponse("/keys", HTTPStatus.SEE_OTHER)


@keys_page.post("/keys/{number}/webhook")
async def tell(request: Request, studio: InStudio, number: str, form: Form) -> Response:
    """Set where the jobs of a key are told, and show the secret that signs it this once."""
    try:
        _insist(request, form)
        set_webhook = studio.counter.desk.webhooks.set
        secret = await studio.counter.call(set_webhook, actor_of(request), number, form.get("url", ""))
    except StudioError as error:
        return await _page(request, studio, problem=error)
    return await _page(request, studio, secret=secret)


def actor_of(request: Request) -> Actor:
    """Take whoever asks as somebody who acts, for the audit log."""
    return Actor(sender_of(request), f"key:{use.key.id}" if (use := use_of(request)) else "page")


def key_out(key: Key) -> KeyOut:
    """Write a key."""
    return KeyOut(
        id=key.id,
        name=key.terms.name,
        scopes=sorted(key.terms.scopes),
        per_minute=key.terms.per_minute,
        daily_credits=key.terms.daily_credits,
        monthly_credits=key.terms.monthly_credits,
        made_at=key.made_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        used_at=key.used_at,
    )


async def _made(request: Request, studio: Studio, values: dict[str, object]) -> tuple[Key, str]:
    terms = terms_of(fill(NewKeyForm, values))
    return await studio.counter.call(studio.counter.desk.keys.make, actor_of(request), terms)


def _insist(request: Request, form: dict[str, str]) -> None:
    """Make sure that a form is ours: by its mark where somebody logged in, else the guard has seen to it."""
    if session_of(request) is not None:
        insist(request, form)


async def _page(
    request: Request, studio: Studio, problem: StudioError | None = None, **facts: str
) -> Response:
    wording, session, moment = wording_of(request), session_of(request), datetime.now(UTC)
    found = await studio.counter.call(studio.counter.desk.keys.of, actor_of(request))
    told_at = await studio.counter.call(studio.counter.desk.webhooks.addresses, found)
    shown = [
        {
            "id": key.id,
            "line": line_of(key, wording, moment),
            "limits": limits_line(key, wording, told_at.get(key.id, "")),
            "works": key.works(moment),
            "url": told_at.get(key.id, ""),
        }
        for key in found
    ]
    told = Problem.of(problem) if problem else None
    return view.render(
        "keys.html",
        wording,
        status_of(told) if told else HTTPStatus.OK,
        keys=shown,
        csrf=session.csrf if session else "",
        scopes=[(scope.value, scope is not Scope.ADMIN) for scope in Scope],
        problem=wording.problem(told) if told else "",
        made=facts.get("made", ""),
        secret=facts.get("secret", ""),
        until=facts.get("until", ""),
    )
