"""/pause, /resume, /settings, /setting, /prefer: what the studio does, and where."""

from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.admin_plans import explained
from bots.errors import NoSuchPlaceHere
from tasks.audit import REASON_LIMIT
from tasks.local_settings import OFF, PRIVATE, STUDIO
from tasks.roles import Deed
from tasks.scopes import channel_scopes, server_scopes


class Where(StrEnum):
    """For what something is set."""

    STUDIO = "studio"
    SERVER = "server"
    CHANNEL = "channel"


class PauseForm(BaseModel, frozen=True, extra="forbid"):
    """Which kind of requests, why, and where."""

    kind: str = Field("all", max_length=40)
    reason: str = Field("", max_length=REASON_LIMIT)
    where: Where = Where.STUDIO


class ResumeForm(BaseModel, frozen=True, extra="forbid"):
    """Which kind of requests, and where."""

    kind: str = Field("all", max_length=40)
    where: Where = Where.STUDIO


class SettingsForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


class SettingForm(BaseModel, frozen=True, extra="forbid"):
    """Which setting, its value (nothing takes it away), and for what."""

    setting: str = Field(max_length=40)
    value: str = Field("", max_length=1000)
    where: Where = Where.CHANNEL


class PreferForm(BaseModel, frozen=True, extra="forbid"):
    """A default of one's own; no value takes it away."""

    setting: str = Field("", max_length=40)
    value: str = Field("", max_length=1000)


async def pause(form: PauseForm, visit: Visit) -> Reply:
    """Take nothing new of a kind."""
    counter, scope = visit.counter, _scope(form.where, visit)
    halts = counter.desk.admin.halts
    await counter.call(halts.pause, visit.actor, form.kind, form.reason, scope, visit.key)
    return _said(visit, "studio-paused", form.kind, scope)


async def resume(form: ResumeForm, visit: Visit) -> Reply:
    """Take a kind again."""
    counter, scope = visit.counter, _scope(form.where, visit)
    await counter.call(counter.desk.admin.halts.resume, visit.actor, form.kind, scope, visit.key)
    return _said(visit, "studio-resumed", form.kind, scope)


async def settings(form: SettingsForm, visit: Visit) -> Reply:
    """Say what holds for the sender here, and where each value comes from."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    here = await counter.call(counter.desk.admin.local.here, visit.sender, visit.place)
    plan = await counter.call(counter.desk.plans.of, visit.sender, visit.place)
    lines = [
        wording.say("settings-title"),
        *(f"• {one.name} = {one.value} ← {one.scope}" for one in here.settings),
    ]
    lines += [wording.say("settings-paused", kind=kind, reason=why) for kind, why in here.halted.items()]
    lines.append(
        wording.say("settings-filter", mode=await counter.call(counter.desk.filtering.at, visit.place))
    )
    lines += [wording.say("settings-plan"), *explained(plan)]
    return Reply(text="\n".join(lines), private=True)


async def setting(form: SettingForm, visit: Visit) -> Reply:
    """Set a value for the studio, the server or the channel."""
    counter, scope = visit.counter, _scope(form.where, visit)
    local = counter.desk.admin.local
    await counter.call(local.set, visit.actor, scope, form.setting, form.value, visit.key)
    return await settings(SettingsForm(), visit)


async def prefer(form: PreferForm, visit: Visit) -> Reply:
    """Set a default of the sender's own."""
    if form.setting:
        local = visit.counter.desk.admin.local
        await visit.counter.call(local.prefer, visit.sender, form.setting, form.value)
        if form.setting == PRIVATE:
            visit.counter.discretion.note(visit.sender, form.value.strip().casefold().replace(OFF, ""))
    return await settings(SettingsForm(), visit)


def _scope(where: Where, visit: Visit) -> str:
    """Name the scope of the place of a visit. Raises NoSuchPlaceHere in private, where there is no server."""
    if where is Where.STUDIO:
        return STUDIO
    found = (server_scopes if where is Where.SERVER else channel_scopes)(visit.place)
    if not found:
        raise NoSuchPlaceHere(where)
    return found[-1]


def _said(visit: Visit, key: str, kind: str, scope: str) -> Reply:
    return Reply(text=visit.counter.wording(visit.sender).say(key, kind=kind, scope=scope), private=True)


PAUSE = Command("pause", PauseForm, pause, words=("kind", "reason"), deed=Deed.RUN_WORKERS, private=True)
RESUME = Command("resume", ResumeForm, resume, text_field="kind", deed=Deed.RUN_WORKERS, private=True)
SETTINGS = Command("settings", SettingsForm, settings, private=True)
SETTING = Command(
    "setting", SettingForm, setting, words=("setting", "value"), deed=Deed.ARRANGE, private=True
)
PREFER = Command("prefer", PreferForm, prefer, words=("setting", "value"), private=True)
