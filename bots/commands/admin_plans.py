"""/plans, /plan_set, /plan_delete, /plan_assign, /plan_of: what people may use, by person, role and place."""

from pydantic import BaseModel, Field, ValidationError

from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import BadValue
from bots.naming import named, person
from bots.wording import Wording
from generation.compose import Switch
from generation.requests import LEARNING_MOST
from tasks.plan import CREDITS_MOST, Effective, Plan, Subject
from tasks.plans import subject_of
from tasks.roles import Deed, Role
from tasks.scopes import channel_scopes, server_scopes

NONE = "none"  # takes a plan away
HERE = {"server": server_scopes, "channel": channel_scopes}  # instead of a long name


class PlansForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


class PlanNameForm(BaseModel, frozen=True, extra="forbid"):
    """Which plan."""

    plan: str = Field(max_length=32)


class PlanSetForm(PlanNameForm, frozen=True, extra="forbid"):
    """What a plan says; of a plan that there is, the rest stays."""

    daily_credits: int | None = Field(None, ge=0, le=CREDITS_MOST)
    monthly_credits: int | None = Field(None, ge=0, le=CREDITS_MOST)
    carried: float | None = Field(None, ge=0, le=1)
    running_limit: int | None = Field(None, ge=1, le=10_000)
    waiting_limit: int | None = Field(None, ge=1, le=10_000)
    side_limit_px: int | None = Field(None, ge=64, le=16_384)
    steps_limit: int | None = Field(None, ge=1, le=1000)
    count_limit: int | None = Field(None, ge=1, le=100)
    batch_limit: int | None = Field(None, ge=1, le=100)
    duration_limit_s: float | None = Field(None, ge=1, le=3600)
    learning_limit: int | None = Field(None, ge=1, le=LEARNING_MOST)
    adapters_limit: int | None = Field(None, ge=0, le=1000)
    models: str | None = Field(None, max_length=500)
    features: str | None = Field(None, max_length=500)
    weight: float | None = Field(None, ge=0.01, le=100)
    slow_lane: Switch | None = None
    confirm_above: int | None = Field(None, ge=0, le=CREDITS_MOST)


class PlanAssignForm(BaseModel, frozen=True, extra="forbid"):
    """Which plan to whom or what: a person, role:trusted, server, channel."""

    plan: str = Field(max_length=32)
    subject: str = Field("", max_length=200)


class PlanOfForm(BaseModel, frozen=True, extra="forbid"):
    """Whose plan."""

    person: str = Field("", max_length=150)


async def plans(form: PlansForm, visit: Visit) -> Reply:
    """List the plans and what they are assigned to."""
    counter = visit.counter
    known, assigned = await counter.call(counter.desk.admin.plans.every, visit.actor)
    lines = [_written(plan) for plan in known]
    lines += [f"{one.subject} → {one.plan}" for one in assigned]
    return Reply(text="\n".join(lines), private=True)


async def plan_set(form: PlanSetForm, visit: Visit) -> Reply:
    """Create a plan, or change what is said of one."""
    counter, office = visit.counter, visit.counter.desk.admin.plans
    known, _ = await counter.call(office.every, visit.actor)
    before = next((plan for plan in known if plan.name == form.plan), None)
    values = before.model_dump(exclude_none=True) if before else {"name": form.plan}
    plan = _plan({**values, **_said(form)})
    await counter.call(office.put, visit.actor, plan, visit.key)
    return Reply(text=_written(plan), private=True)


async def plan_delete(form: PlanNameForm, visit: Visit) -> Reply:
    """Forget a plan."""
    await visit.counter.call(visit.counter.desk.admin.plans.delete, visit.actor, form.plan)
    return Reply(text=_wording(visit).say("plan-deleted", plan=form.plan), private=True)


async def plan_assign(form: PlanAssignForm, visit: Visit) -> Reply:
    """Assign a plan, or take it away."""
    subject = await _subject(form.subject, visit)
    name = None if form.plan.casefold() == NONE else form.plan
    await visit.counter.call(visit.counter.desk.admin.plans.assign, visit.actor, subject, name, visit.key)
    return Reply(text=f"{subject} → {name or NONE}", private=True)


async def plan_of(form: PlanOfForm, visit: Visit) -> Reply:
    """Say what holds for somebody, and why."""
    whom = await person(form.person, visit)
    found = await visit.counter.call(visit.counter.desk.admin.plans.of, visit.actor, whom)
    return Reply(text="\n".join((named(whom), *explained(found))), private=True)


def explained(found: Effective) -> list[str]:
    """List what holds, each value with where it comes from."""
    return [
        f"• {name} = {value} ← {source.subject or source.origin}" for name, value, source in found.explained()
    ]


async def _subject(text: str, visit: Visit) -> Subject:
    """Read whom or what a plan is for; "server" and "channel" are those of the visit."""
    wanted = text.strip()
    if wanted in HERE:
        scopes = HERE[wanted](visit.place)
        return subject_of(scopes[-1] if scopes else "")
    if wanted.count(":") == 2 or wanted.removeprefix("role:") in set(Role):
        return subject_of(wanted)
    return Subject("person", (await person(wanted, visit)).address)


def _said(form: PlanSetForm) -> dict[str, object]:
    """Take what was said; lists are written with commas."""
    said = form.model_dump(exclude_none=True, exclude={"plan"})
    for name in ("models", "features"):
        if name in said:
            said[name] = tuple(part.strip() for part in said[name].split(",") if part.strip())
    if form.slow_lane is not None:
        said["slow_lane"] = form.slow_lane is Switch.ON
    return said


def read_plan(form: PlanSetForm) -> Plan:
    """Make a plan of what a form says, and of nothing else. Raises BadValue."""
    return _plan({"name": form.plan, **_said(form)})


def _plan(values: dict[str, object]) -> Plan:
    try:
        return Plan.model_validate(values)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise BadValue("plan" if name == "name" else name, str(values.get(name, ""))) from error


def _written(plan: Plan) -> str:
    said = plan.model_dump(mode="json", exclude_none=True, exclude={"name"})
    parts = [
        f"{name} {', '.join(value) if isinstance(value, list) else value}" for name, value in said.items()
    ]
    return f"• {plan.name}: {'; '.join(parts)}"


def _wording(visit: Visit) -> Wording:
    return visit.counter.wording(visit.sender)


PLANS = Command("plans", PlansForm, plans, deed=Deed.ARRANGE, private=True)
PLAN_SET = Command("plan_set", PlanSetForm, plan_set, text_field="plan", deed=Deed.ARRANGE, private=True)
PLAN_DELETE = Command(
    "plan_delete", PlanNameForm, plan_delete, text_field="plan", deed=Deed.ARRANGE, private=True
)
PLAN_ASSIGN = Command(
    "plan_assign", PlanAssignForm, plan_assign, words=("plan", "subject"), deed=Deed.ARRANGE, private=True
)
PLAN_OF = Command("plan_of", PlanOfForm, plan_of, words=("person",), deed=Deed.SEE_OTHERS, private=True)
