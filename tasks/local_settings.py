"""What is set for the studio, a server, a channel or a person, and which of it holds in a place.

A default counts from the narrowest scope that says something. Limits are for everybody: the lowest counts,
and of lists what every scope allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_args  # any: JSON

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from sqlalchemy import Connection, bindparam, delete, insert, select

from generation.catalogue import Catalogue, near
from generation.errors import UnknownChoice
from generation.requests import PROMPT_LIMIT, Drawing
from tasks import accounts, audit
from tasks.actor import Actor
from tasks.admin_errors import BeyondHere, Halted, ModelNotHere, NotMadeHere, SettingUnfit
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.filter import Filter
from tasks.job import Place, Request, Sender
from tasks.models_governing import local_settings
from tasks.roles import Deed
from tasks.scopes import scopes

STUDIO = "studio"  # the widest scope
HALT = "halt:"  # what stands before the kind that is halted; the value is the reason
KINDS: tuple[str, ...] = tuple(
    sorted(kind.model_fields["kind"].default for kind in get_args(get_args(Request)[0]))
)
LISTED = "kinds", "models"  # nothing but these is used
LIMITS = "side_limit_px", "steps_limit"
PERSONAL = "model", "style", "negative_prompt"  # what people may set for themselves
NARROW = *PERSONAL, "filter", "filter_private"  # what the narrowest scope decides
PRIVATE, ON, OFF = "private", "on", "off"  # ... and what they alone may set: who else sees their results
EXAMPLES = {
    "model": "pocket",
    "negative_prompt": "blurry, text",
    "style": "oil",
    "private": "on",
    "side_limit_px": "1024",
    "steps_limit": "30",
    "kinds": "text-to-image, speech",
    "models": "pocket",
    "filter": "blurred",
    "filter_private": "strict",
}

_HERE = select(local_settings).where(local_settings.c.scope.in_(bindparam("scopes", expanding=True)))


def _listed(value: object) -> object:
    """Read "avatar, speech"."""
    parts = value.split(",") if isinstance(value, str) else value
    return sorted({str(part).strip() for part in parts} - {""}) if isinstance(parts, list) else parts


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Local(BaseModel, frozen=True, extra="forbid"):
    """What can be set. Nothing: a wider scope decides."""

    model: str | None = Field(None, min_length=1, max_length=100)  # that draws where none is named
    negative_prompt: str | None = Field(None, min_length=1, max_length=PROMPT_LIMIT)  # a layer: all count
    style: str | None = Field(None, min_length=1, max_length=100)  # that is worn where none is named
    side_limit_px: int | None = Field(None, ge=64, le=16_384)
    steps_limit: int | None = Field(None, ge=1, le=1000)
    kinds: Names | None = None  # of requests
    models: Names | None = None
    filter: Filter | None = None  # what becomes of pictures that the safety checker flags
    filter_private: Filter | None = None  # the same in private chats and on the page


@dataclass(frozen=True)
class Setting:
    """A value that holds, and for what it was set: "studio", "discord:server:55", "person"."""

    name: str
    value: str
    scope: str


@dataclass(frozen=True)
class Effective:
    """What holds in a place."""

    local: Local
    settings: Sequence[Setting]
    halted: Mapping[str, str]  # reasons by kind; "all" for everything


class LocalSettings:
    """Reads and changes them. Thread-safe."""

    def __init__(self, authority: Authority, catalogue: Catalogue) -> None:
        self._authority = authority
        self._catalogue = catalogue

    def here(self, sender: Sender, place: Place) -> Effective:
        """Say what holds for somebody in a place, and where it comes from."""
        return self._authority.read(lambda connection: here(connection, place, sender))

    def set(self, actor: Actor, scope: str, name: str, text: str, key: str = "") -> None:
        """Set a value for a scope; an empty text sets nothing any more.

        Raises NotAllowed, UnknownChoice where there is no such setting or model, SettingUnfit.
        """
        value = self._read(name, text)

        def do(connection: Connection) -> None:
            _put(connection, actor, scope, name, value, key)

        self._authority.act(actor, Deed.ARRANGE, "setting", do)

    def every(self, actor: Actor) -> Sequence[Setting]:
        """List what is set for the studio and for places, pauses too. Raises NotAllowed."""
        query = select(local_settings).order_by(local_settings.c.scope, local_settings.c.name)

        def look(connection: Connection) -> list[Setting]:
            rows = connection.execute(query.where(local_settings.c.scope.not_like("person:%")))
            return [Setting(row.name, written(row.value), row.scope) for row in rows]

        return self._authority.look(actor, Deed.ARRANGE, "setting.list", look)

    def prefer(self, sender: Sender, name: str, text: str) -> None:
        """Set a default of the sender's own; an empty text sets nothing. Raises what ``set`` does."""
        if name not in {*PERSONAL, PRIVATE}:
            raise UnknownChoice("setting", name, ", ".join((*PERSONAL, PRIVATE)))
        value = _switched(text) if name == PRIVATE else self._read(name, text)

        def write(connection: Connection) -> None:
            account = accounts.open_account(connection, sender, now(connection))
            _store(connection, person_scope(account.id), name, value)

        self._authority.write(write)

    def _read(self, name: str, text: str) -> Any:  # noqa: ANN401 - JSON
        """Read a value as people write it."""
        if name not in Local.model_fields:
            raise UnknownChoice("setting", name, near(name, list(Local.model_fields)))
        if not text.strip():
            return None
        try:
            value = Local.model_validate({name: text.strip()}).model_dump(mode="json")[name]
        except ValidationError as error:
            raise SettingUnfit(name, text, EXAMPLES[name]) from error
        if value == []:
            raise SettingUnfit(name, text, EXAMPLES[name])
        known = KINDS if name == "kinds" else self._catalogue.names()
        for one in value if name in LISTED else [value] if name == "model" else []:
            if one not in known:
                raise UnknownChoice(name, one, near(one, list(known)))
        return value


def here(connection: Connection, place: Place, sender: Sender | None = None) -> Effective:
    """Say what holds in a place, for somebody where one is given."""
    wide = [STUDIO, *scopes(place)]
    account = accounts.find(connection, sender.platform, sender.account) if sender else None
    own = [person_scope(account.id)] if account else []
    rows: dict[str, dict[str, Any]] = {}
    for row in connection.execute(_HERE, {"scopes": [*wide, *own]}):
        rows.setdefault(row.scope, {})[row.name] = row.value
    ordered = [(scope, rows[scope]) for scope in (*wide, *own) if scope in rows]
    found = combined(ordered)
    hidden = [Setting(PRIVATE, ON, "person") for scope in own if PRIVATE in rows.get(scope, {})]
    return replace(found, settings=[*found.settings, *hidden])


def insist(found: Effective, request: Request) -> None:
    """Make sure that a request may be made where that holds which was found.

    Raises Halted, NotMadeHere, ModelNotHere, BeyondHere.
    """
    for kind in ("all", request.kind):
        if kind in found.halted:
            raise Halted(kind, found.halted[kind])
    local = found.local
    if local.kinds is not None and request.kind not in local.kinds:
        raise NotMadeHere(request.kind, ", ".join(local.kinds))
    if not isinstance(request, Drawing):
        return
    if local.models is not None and request.model not in local.models:
        raise ModelNotHere(request.model, ", ".join(local.models))
    _keep_below("side", max(request.width_px, request.height_px), local.side_limit_px)
    _keep_below("steps", request.steps, local.steps_limit)


def _keep_below(field: str, value: int, limit: int | None) -> None:
    if limit is not None and value > limit:
        raise BeyondHere(field, value, limit)


def combined(ordered: Sequence[tuple[str, Mapping[str, Any]]]) -> Effective:
    """Combine scopes, the widest first."""
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    halted: dict[str, str] = {}
    for scope, rows in ordered:
        halted |= {name.removeprefix(HALT): value for name, value in rows.items() if name.startswith(HALT)}
        for name, value in rows.items():
            if name not in Local.model_fields:
                continue
            before = values.get(name)
            chosen = _stricter(name, before, value)
            if chosen != before:
                values[name], sources[name] = chosen, scope
    settings = [Setting(name, written(value), _shown(sources[name])) for name, value in values.items()]
    return Effective(Local.model_validate(values), settings, halted)


def _stricter(name: str, wide: Any, narrow: Any) -> Any:  # noqa: ANN401 - JSON
    if wide is None or name in NARROW:
        return narrow
    return min(wide, narrow) if name in LIMITS else [one for one in wide if one in narrow]


def written(value: object) -> str:
    """Write a value as people do."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _put(connection: Connection, actor: Actor, scope: str, name: str, value: Any, key: str) -> None:  # noqa: ANN401 - JSON
    after = None if value is None else written(value)
    change = Change("setting", f"{scope} {name}", {"value": after}, key=key)
    if audit.done(connection, change):
        return
    before = _store(connection, scope, name, value)
    shown = None if before is None else written(before)
    noted = Change("setting", change.whom, change.asked, {"value": shown}, {"value": after}, key=key)
    audit.note(connection, actor, noted, now(connection))


def _store(connection: Connection, scope: str, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Keep a value, or forget it (None). Returns the one of before."""
    own = (local_settings.c.scope == scope, local_settings.c.name == name)
    before = connection.execute(select(local_settings.c.value).where(*own)).scalar_one_or_none()
    connection.execute(delete(local_settings).where(*own))
    if value is not None:
        connection.execute(insert(local_settings).values(scope=scope, name=name, value=value))
    return before


def _switched(text: str) -> str | None:
    """Read "on"; "off" is as if nothing were set. Raises SettingUnfit."""
    switch = text.strip().casefold()
    if switch not in {ON, OFF, ""}:
        raise SettingUnfit(PRIVATE, text, EXAMPLES[PRIVATE])
    return ON if switch == ON else None


def person_scope(account_id: int) -> str:
    """Name the scope of what somebody set for themselves."""
    return f"person:{account_id}"


def _shown(scope: str) -> str:
    return "person" if scope.startswith("person:") else scope
