"""Plans: what each says, changed value by value, and whom or what they are assigned to."""

from fastapi import APIRouter
from fastapi.responses import Response

from bots.commands.admin_plans import PlanSetForm, read_plan
from bots.forms import fill
from bots.web.admin.room import InPosted, InRoom
from tasks.plan import EVERYBODY, FIELDS
from tasks.plans import subject_of

planning = APIRouter(prefix="/admin/plans")


@planning.get("")
async def every(room: InRoom) -> Response:
    """Show the plans with their values, and what they are assigned to."""
    plans, assigned = await room.call(room.desk.admin.plans.every, room.actor)
    said = {one.name: one.model_dump(mode="json", exclude_none=True, exclude={"name"}) for one in plans}
    written = {name: {key: _text(value) for key, value in values.items()} for name, values in said.items()}
    return room.show("plans", plans=written, fields=FIELDS, everybody=EVERYBODY, assigned=assigned)


@planning.post("/put")
async def put(room: InRoom, form: InPosted) -> Response:
    """Let a plan say what the form does, and nothing else. Raises what the form and the service do."""
    given = {name: form.value(name) for name in FIELDS if form.value(name)}
    plan = read_plan(fill(PlanSetForm, {"plan": form.value("plan"), **given}))
    await room.call(room.desk.admin.plans.put, room.actor, plan)
    return form.done("plan")


@planning.post("/delete")
async def delete(room: InRoom, form: InPosted) -> Response:
    """Forget a plan. Raises what the service does."""
    await room.call(room.desk.admin.plans.delete, room.actor, form.value("plan"))
    return form.done("dropped")


@planning.post("/assign")
async def assign(room: InRoom, form: InPosted) -> Response:
    """Assign a plan to a role, a server or a channel, or take it away. Raises what the service does."""
    subject, name = subject_of(form.value("subject")), form.value("plan") or None
    await room.call(room.desk.admin.plans.assign, room.actor, subject, name)
    return form.done("plan")


def _text(value: object) -> str:
    """Write a value as the form takes it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
