"""A studio in which others have something to lose, and what an intruder tries there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from io import BytesIO
from typing import Any  # of whole rows, and a command's form
from uuid import UUID, uuid4
from zipfile import ZipFile

from pydantic.fields import FieldInfo
from sqlalchemy import select

from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command
from bots.forms import kind
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.job import Job, Place, Sender, Status
from tasks.machines import Announcement, Machines
from tasks.models import metadata
from tasks.models_admin import audit
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.roles import Deed, Role
from tests.factories import image_request, key
from tests.fakes.worker import FakeWorker
from tests.generation.stocked import write_lora

SECRET = "a zebra nobody else may see"
OPERATOR = operator("root")
WORKER = "gpu1:4711"
GOVERNING = (
    "audit", "local_settings", "model_access", "plans", "plan_assignments", "pools", "proposals",
    "word_rules", "workers"
)  # fmt: skip


@dataclass
class Scene:
    """A studio in which others have something to lose."""

    desk: Desk
    victim: Sender  # a member with jobs
    chief: Sender  # an owner with jobs
    jobs: dict[str, Job]  # waiting and delivered, of victim and chief

    def ids(self) -> list[str]:
        """List the ids that a forged button could carry."""
        found = [str(job.id) for job in self.jobs.values()]
        return [*found, f"{found[1]}.1", str(uuid4())]


def stage(desk: Desk, platform: str) -> Scene:
    """Let a victim and a chief have jobs, sanctions, plans, proposals and settings."""
    victim, chief = (Sender(platform=platform, account=one, name="Them") for one in ("31", "32"))
    admin, jobs = desk.admin, {}
    desk.admin.offices.appoint(OPERATOR, chief, Role.OWNER)
    for name, who in (("victim", victim), ("chief", chief)):
        place = Place(platform=platform, chat=who.account, message="5")
        jobs[f"{name} waiting"] = desk.submit(image_request(SECRET), who, place, key())
        done = FakeWorker(desk).work(desk.submit(image_request(SECRET), who, place, key()).id)
        jobs[f"{name} done"] = done if done.status is Status.DELIVERED else desk.delivered(done.id, 1, "6")
    desk.sanctions.warn(OPERATOR, victim, "because")
    desk.sanctions.mute(OPERATOR, victim, "because")
    admin.plans.put(OPERATOR, Plan(name="gold", daily_credits=50))
    admin.plans.put(OPERATOR, Plan(name="spare"))
    admin.pools.open(OPERATOR, "party", subject_of("discord:server:9"), 50, timedelta(days=1))
    admin.halts.pause(OPERATOR, "restore", "because")
    admin.models.add(OPERATOR, write_lora(desk.settings.data / "ink.safetensors"))
    other = Sender(platform=platform, account="33", name="Other")
    admin.offices.appoint(OPERATOR, other, Role.ADMIN)
    admin.credits.grant(Actor(other), victim, desk.settings.grant_alone + 1, "because", key())
    Machines(desk.database, desk.settings.lease).announce(Announcement(WORKER, "gpu1", ("images",), 3, "1"))
    return Scene(desk, victim, chief, jobs)


def attempts(command: Command[Any], scene: Scene, whom: Sender, own: str) -> Iterator[dict[str, str]]:
    """Fill a command in so that it would do harm: to ``whom``, to oneself, and with every choice."""
    job = str(scene.jobs["victim waiting" if whom is scene.victim else "chief waiting"].id)
    fields = command.form.model_fields
    for person in (whom.address, own):
        plain = {name: value for name, field in fields.items() if (value := filled(name, field, person, job))}
        if "plan" in plain and len(fields) > 1:
            plain["plan"] = "gold"  # which is changed and assigned; the spare one can be deleted
        yield plain
        if command.deed is Deed.ASK or (person != own and "person" in fields):
            continue  # what it makes is the asker's own; and who raises themselves tries every choice
        for name, field in fields.items():
            wanted = kind(field)
            if issubclass(wanted, Enum):
                yield from ({**plain, name: str(choice.value)} for choice in wanted)


def filled(name: str, field: FieldInfo, person: str, job: str) -> str:
    """Give a field a value that fits it."""
    known = {
        "person": person,
        "subject": person,
        "credits": "5",
        "plan": "spare",
        "setting": "negative_prompt",
        "kind": "restore",
        "worker": WORKER,
        "lasts": "1h",
        "role": "trusted",
        "limit": "5",
        "words": "gore",
        "name": "gore",
        "pool": "party",
        "scope": "discord:server:123",
        "added": "ink",
        "model": "pocket",
    }
    wanted = kind(field)
    if name in known:
        return known[name]
    if wanted is UUID:
        return job
    if wanted is Attachment or issubclass(wanted, Enum) or wanted in {int, float, bool}:
        return ""
    return "because" if field.is_required() or name == "reason" else ""


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Read the whole database, but for notes of what was refused."""
    found = {}
    with desk.database.look() as connection:
        for table in metadata.sorted_tables:
            query = select(table)
            if table is audit:
                query = query.where(audit.c.act != "refused")
            found[table.name] = sorted((tuple(map(str, row)) for row in connection.execute(query)), key=str)
    return found


def of_others(desk: Desk, scene: Scene) -> dict[str, list[tuple[Any, ...]]]:
    """Read what belongs to victim and chief, and what governs the studio."""
    ids = {job.id for job in scene.jobs.values()}
    found = {}
    with desk.database.look() as connection:
        accounts = connection.execute(select(metadata.tables["identities"])).all()
        theirs = {row.account_id for row in accounts if row.external in {"31", "32", "33"}}
        for name in GOVERNING:
            query = select(metadata.tables[name])
            found[name] = [
                tuple(map(str, row))
                for row in connection.execute(query)
                if not (name == "audit" and row.act == "refused")
                and not (name == "local_settings" and row.scope.startswith("person:"))
            ]
        for table in metadata.sorted_tables:
            column = next((one for one in ("account_id", "job_id") if one in table.c), None)
            if table.name in {"turns", "shown"} or column is None:
                continue
            wanted = theirs if column == "account_id" else ids
            query = select(table).where(table.c[column].in_(wanted))
            found[table.name] = sorted((tuple(map(str, row)) for row in connection.execute(query)), key=str)
        people = metadata.tables["accounts"]
        kept = select(
            people.c.id, people.c.role, people.c.plan, people.c.daily_credits, people.c.restrained_until
        )
        found["accounts"] = [tuple(map(str, row)) for row in connection.execute(kept) if row.id in theirs]
    return found


def shows(answer: Reply, scene: Scene) -> bool:
    """Tell whether an answer shows something of others: words, pictures, or what is in a file."""
    pictures = {media.key for job in scene.jobs.values() for media in job.media}
    if SECRET in answer.text or pictures & {media.key for media in answer.media}:
        return True
    packed = [scene.desk.read(media.key) for media in answer.media if media.mime == "application/zip"]
    return any(
        SECRET.encode() in inside.read(name) for inside in map(opened, packed) for name in inside.namelist()
    )


def opened(data: bytes) -> ZipFile:
    """Open a file of files."""
    return ZipFile(BytesIO(data))
