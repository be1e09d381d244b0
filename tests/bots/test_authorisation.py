"""Nobody gets further than their role: every command and button, on every front end, with others' ids.

The commands and actions are listed from where the studio has them, so that a new one is tried as well; that
the attempts are fit to do harm is shown by an owner, who makes them all.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from io import BytesIO
from typing import Any  # of whole rows, and a command's form
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest
from pydantic.fields import FieldInfo
from sqlalchemy import select

from avatar.voices.shelf import Shelf
from bots.actions import RULES
from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command
from bots.commands.menu import COMMANDS
from bots.forms import kind
from bots.pointing import ACTS
from bots.web.answers import ACCOUNT
from bots.web.app import create_app
from bots.web.settings import WebSettings
from generation.catalogue import Catalogue
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.job import Job, Place, Sender, Status
from tasks.machines import Announcement, Machines
from tasks.models import metadata
from tasks.models_admin import audit
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.roles import Deed, Role, may
from tasks.settings import TasksSettings
from tests.bots.doors import DiscordDoor, Door, TelegramDoor, Watched, WebDoor
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import image_request, key
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.generation.stocked import write_lora

SECRET = "a zebra nobody else may see"
OPERATOR = operator("root")
WHO = {  # what an intruder is -> the role that counts
    "stranger": Role.MEMBER,
    "banned admin": Role.MEMBER,
    "member": Role.MEMBER,
    "trusted": Role.TRUSTED,
    "moderator": Role.MODERATOR,
    "admin": Role.ADMIN,
}
PLATFORMS = ("telegram", "discord", "web")
WORKER = "gpu1:4711"
OWN = "4242"  # the intruder's account in the chats
FORGED = ("", "x", "1", "99999999999999999999", "-1", "1.2", "a:b", "\x00", "0" * 57)


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


GOVERNING = (
    "audit", "local_settings", "model_access", "plans", "plan_assignments", "pools", "proposals",
    "word_rules", "workers"
)  # fmt: skip


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk."""
    opened = open_test_desk(settings, catalogue, MemoryOutbox())
    yield opened
    opened.close()


@pytest.fixture(params=PLATFORMS)
async def door(
    request: pytest.FixtureRequest, desk: Desk, catalogue: Catalogue, shelf: Shelf
) -> AsyncIterator[Door]:
    """Open each front end in turn."""
    counter = Watched(desk, catalogue, intake=FakeIntake(), voices=shelf)
    if request.param == "telegram":
        yield TelegramDoor(counter)
    elif request.param == "discord":
        yield DiscordDoor(counter)
    else:
        inbox = MemoryOutbox().inbox("web")
        app = create_app(counter, inbox, WebSettings(_env_file=None), {})
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as client:
            yield WebDoor(counter, client)
    counter.close()


def intruder(desk: Desk, platform: str, who: str) -> str:
    """Make somebody what they are. Returns the account."""
    account = ACCOUNT if platform == "web" else OWN
    somebody = Sender(platform=platform, account=account)
    if who == "banned admin":
        desk.admin.offices.appoint(OPERATOR, somebody, Role.ADMIN)
        desk.sanctions.ban(OPERATOR, somebody, "because")
    elif who != "stranger":
        desk.admin.offices.appoint(OPERATOR, somebody, Role(who))
    return account


@pytest.mark.parametrize("who", WHO)
async def test_no_command_goes_beyond_a_role(desk: Desk, door: Door, who: str) -> None:
    """What takes more is refused, whatever is filled in, and the database stays as it was."""
    account = intruder(desk, door.platform, who)
    scene = stage(desk, door.platform)
    before = everything(desk)
    beyond = [command for command in COMMANDS if not may(WHO[who], command.deed)]
    for command in beyond:
        for values in attempts(command, scene, scene.victim, f"{door.platform}:{account}"):
            answers = await door.use(account, command, values)
            assert ["not_allowed"] == [one.problem and one.problem.code for one in answers], (
                command.name,
                values,
                [one.text for one in answers],
            )

    assert before == everything(desk)
    assert len(beyond) > (5 if WHO[who] is Role.ADMIN else 0) or WHO[who] is Role.ADMIN


@pytest.mark.parametrize("who", WHO)
async def test_no_command_reaches_those_who_stand_higher(desk: Desk, door: Door, who: str) -> None:
    """What a role may do, it does to nobody above; and what anybody may, to nobody else's belongings."""
    account = intruder(desk, door.platform, who)
    scene = stage(desk, door.platform)
    reaching = {Deed.RESTRAIN, Deed.APPOINT, Deed.CANCEL_OTHERS, Deed.ASK, Deed.SEE_OTHERS}
    allowed = [one for one in COMMANDS if may(WHO[who], one.deed) and one.deed in reaching]
    before = of_others(desk, scene)
    for command in allowed:
        for values in attempts(command, scene, scene.chief, f"{door.platform}:{account}"):
            if not {scene.chief.address, str(scene.jobs["chief waiting"].id)} & set(values.values()):
                continue  # it is about nobody
            for answer in await door.use(account, command, values):
                assert not shows(answer, scene) or may(WHO[who], Deed.SEE_OTHERS), (command.name, values)

    assert before == of_others(desk, scene)


@pytest.mark.parametrize("who", WHO)
async def test_no_forged_button_reaches_others(desk: Desk, door: Door, who: str) -> None:
    """Every action with the ids of others, of a proposal, of nothing; what shows shows nothing of theirs."""
    account = intruder(desk, door.platform, who)
    scene = stage(desk, door.platform)
    before = of_others(desk, scene)
    chiefs = [str(scene.jobs[name].id) for name in ("chief waiting", "chief done")]
    ids = chiefs if may(WHO[who], Deed.CANCEL_OTHERS) else scene.ids()
    for action, rule in RULES.items():
        for argument in (*ids, *(FORGED if who == "stranger" else ("1",))):
            if rule.deed is not Deed.ASK and may(WHO[who], rule.deed):
                continue
            for answer in await door.press(account, f"{action}:{argument}"):
                assert not shows(answer, scene), (action, argument)
                if rule.deed is not Deed.ASK:
                    assert answer.problem is not None
                    assert "not_allowed" == answer.problem.code

    assert before == of_others(desk, scene)


async def test_no_reply_points_at_what_others_made(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> None:
    """What Telegram lets people type in reply to a picture acts on their own alone."""
    door = TelegramDoor(Watched(desk, catalogue, intake=FakeIntake(), voices=shelf))
    scene = stage(desk, door.platform)
    before = of_others(desk, scene)
    for act in ACTS:
        for message in (5, 6):
            for answer in await door.reply(OWN, f"/{act}", message):
                assert not shows(answer, scene)

    assert before == of_others(desk, scene)
    door.counter.close()


async def test_attempts_are_fit_to_do_harm(desk: Desk, door: Door) -> None:
    """An owner makes them all, and none is refused for what it says: else nothing would be proved above."""
    account = intruder(desk, door.platform, "owner")
    scene = stage(desk, door.platform)
    odd = []
    for command in (one for one in COMMANDS if one.deed is not Deed.ASK):
        first = next(attempts(command, scene, scene.victim, f"{door.platform}:{account}"))
        before = everything(desk)
        answers = await door.use(account, command, first)
        odd += [(command.name, one.text) for one in answers if one.problem is not None]
        assert answers, command.name
        if command.name in CHANGING:
            assert before != everything(desk), command.name
    pressed = await door.press(account, "approve:1")

    assert [] == odd
    if door.platform != "web":  # whose page has no such button
        assert ["Proposal 1 is approved"] == [one.text.partition(";")[0] for one in pressed]


CHANGING = frozenset(
    {
        "warn", "mute", "ban", "role", "quota_set", "quota_grant", "quota_revoke", "job_cancel", "plan_set",
        "plan_delete", "plan_assign", "model_remove", "pool_open", "pool_add", "pool_end", "pause", "resume",
        "setting",
    }
)  # fmt: skip
