"""/apikey: keys with which programs act as whoever made them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.link import shown_to_others
from bots.errors import KeyInPrivate
from bots.naming import person
from bots.wording import Wording, day
from generation.catalogue import near
from generation.errors import UnknownChoice
from tasks.job import Sender
from tasks.keys import NAME_LIMIT, USUAL, Key, Scope, Terms, number_of
from tasks.roles import Deed
from tasks.webhooks import URL_LIMIT

HERE = "⁂"  # stands in the sentence where the key belongs
LISTED = 25  # keys that fit into one message


class KeyAct(StrEnum):
    """What to do with keys."""

    LIST = "list"
    NEW = "new"
    REVOKE = "revoke"
    WEBHOOK = "webhook"


class NewKeyForm(BaseModel, frozen=True, extra="forbid"):
    """What a new key shall be allowed."""

    name: str = Field("", max_length=NAME_LIMIT, examples=["my script"])
    days: int = Field(90, ge=0, le=3650, examples=[90])
    scopes: str = Field(", ".join(sorted(USUAL)), max_length=60, examples=["draw, read"])
    per_minute: int = Field(60, ge=1, le=6000, examples=[60])
    daily_credits: int | None = Field(None, ge=0, le=1_000_000, examples=[100])
    monthly_credits: int | None = Field(None, ge=0, le=30_000_000, examples=[1000])


class KeyForm(NewKeyForm, frozen=True, extra="forbid"):
    """What to do; ``name`` is that of a new key, or the id of one that there is."""

    act: KeyAct = KeyAct.LIST
    url: str = Field("", max_length=URL_LIMIT, examples=["https://example.org/limner"])
    person: str = Field("", max_length=150)


async def answer(form: KeyForm, visit: Visit) -> Reply:
    """List the sender's keys, make one, revoke one, or have its jobs told; admins list those of others."""
    counter = visit.counter
    wording, keys = counter.wording(visit.sender), counter.desk.keys
    if shown_to_others(visit):
        raise KeyInPrivate
    match form.act:
        case KeyAct.LIST:
            text = _list(await counter.call(keys.of, visit.actor, await _whose(form, visit)), wording)
        case KeyAct.REVOKE:
            key = await counter.call(keys.revoke, visit.actor, form.name)
            text = wording.say("apikey-revoked", name=key.terms.name or "none", id=key.id)
        case KeyAct.NEW:
            key, secret = await counter.call(keys.make, visit.actor, terms_of(form))
            text = _with(secret, wording.say("apikey-made", secret=HERE, until=until_of(key)))
        case KeyAct.WEBHOOK:
            set_webhook = counter.desk.webhooks.set
            secret = await counter.call(set_webhook, visit.actor, number_of(form.name), form.url)
            text = _with(secret, wording.say("apikey-webhook", secret=HERE))
    return Reply(text=text, private=True)


async def _whose(form: KeyForm, visit: Visit) -> Sender:
    """Find whose keys are listed. Raises NotAllowed before anybody else is looked for."""
    if not form.person.strip():
        return visit.sender
    await visit.counter.call(visit.counter.desk.authority.insist, visit.actor, Deed.CREDIT, "key.list")
    return await person(form.person, visit)


def _with(secret: str, sentence: str) -> str:
    """Put a secret where it belongs: as a fact of the sentence it would be cut short."""
    before, _, after = sentence.partition(HERE)
    return f"{before}{secret}{after}"


def terms_of(form: NewKeyForm) -> Terms:
    """Read what a key shall be allowed. Raises UnknownChoice for a scope that there is none of."""
    return Terms(
        form.name.strip(),
        scopes_of(form.scopes),
        form.per_minute,
        form.daily_credits,
        form.monthly_credits,
        timedelta(days=form.days) if form.days else None,
    )


def scopes_of(text: str) -> frozenset[Scope]:
    """Read scopes with commas between them. Raises UnknownChoice, also where there is none."""
    words = [word.casefold() for word in text.replace("，", ",").replace(",", " ").split()]
    for word in words or [""]:
        if word not in set(Scope):
            raise UnknownChoice("scopes", word, near(word, list(Scope)))
    return frozenset(map(Scope, words))


def until_of(key: Key) -> str:
    """Say how long a key works, as a sentence takes it."""
    return day(key.expires_at) if key.expires_at else "none"


def line_of(key: Key, wording: Wording, moment: datetime) -> str:
    """Write a key on one line."""
    state = "works" if key.works(moment) else "revoked" if key.revoked_at else "expired"
    return wording.say(
        "apikey-line",
        id=key.id,
        name=key.terms.name or "none",
        scopes=", ".join(sorted(key.terms.scopes)),
        state=state,
        until=until_of(key),
        used=day(key.used_at) if key.used_at else "none",
    )


def limits_line(key: Key, wording: Wording, webhook: str = "") -> str:
    """Write what a key may at most, and where its jobs are told."""
    terms = key.terms
    limits = [wording.say("apikey-per-minute", count=terms.per_minute)]
    if terms.daily_credits is not None:
        limits.append(wording.say("apikey-a-day", count=terms.daily_credits))
    if terms.monthly_credits is not None:
        limits.append(wording.say("apikey-a-month", count=terms.monthly_credits))
    if webhook:
        limits.append(wording.say("apikey-tells", url=webhook))
    return " · ".join(limits)


def _list(keys: Sequence[Key], wording: Wording) -> str:
    moment = datetime.now(UTC)
    lines = [f"• {line_of(key, wording, moment)}" for key in keys[:LISTED]]
    return "\n".join((wording.say("apikey-title", count=len(keys)), *lines, wording.say("apikey-how")))


APIKEY = Command("apikey", KeyForm, answer, words=("act", "name"), private=True)
