"""Nobody gets further than their role: every command and button, on every front end, with others' ids.

The commands and actions are listed from where the studio has them, so that a new one is tried as well; that
the attempts are fit to do harm is shown by an owner, who makes them all.
"""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from avatar.voices.shelf import Shelf
from bots.actions import RULES
from bots.commands.menu import COMMANDS
from bots.pointing import ACTS
from bots.web.answers import ACCOUNT
from bots.web.app import create_app
from bots.web.settings import WebSettings
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Sender
from tasks.roles import Deed, Role, may
from tasks.settings import TasksSettings
from tests.bots.doors import DiscordDoor, Door, TelegramDoor, Watched, WebDoor
from tests.bots.giving import FakeIntake
from tests.bots.scene import OPERATOR, attempts, everything, of_others, shows, stage
from tests.conftest import open_test_desk
from tests.fakes.outbox import MemoryOutbox

WHO = {  # what an intruder is -> the role that counts
    "stranger": Role.MEMBER,
    "banned admin": Role.MEMBER,
    "member": Role.MEMBER,  # whom a chat made an admin, until it said that they are none
    "trusted": Role.TRUSTED,
    "moderator": Role.MODERATOR,
    "admin": Role.ADMIN,
}
PLATFORMS = ("telegram", "discord", "web")
OWN = "4242"  # the intruder's account in the chats
SERVER = "55"
MAPPED = ",".join(f"elsewhere:{role}={role}" for role in Role if role is not Role.OWNER)
FORGED = ("", "x", "1", "99999999999999999999", "-1", "1.2", "a:b", "\x00", "0" * 57)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk where chats make something of people."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "roles": MAPPED})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
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
    """Make somebody what they are: on Telegram an admin does, elsewhere another chat. Returns the account."""
    account = ACCOUNT if platform == "web" else OWN
    somebody = Sender(platform=platform, account=account)
    if who == "member":
        seen_in_chat(desk, somebody, Role.ADMIN)
        desk.vouching.gone("elsewhere", SERVER, OWN)
    elif who in {"banned admin", "owner"} or (who != "stranger" and platform == "telegram"):
        desk.admin.offices.appoint(OPERATOR, somebody, Role(who.removeprefix("banned ")))
    elif who != "stranger":
        seen_in_chat(desk, somebody, Role(who))
    if who == "banned admin":
        desk.sanctions.ban(OPERATOR, somebody, "because")
    return account


def seen_in_chat(desk: Desk, somebody: Sender, role: Role) -> None:
    """Let a chat of another platform vouch for somebody, who is linked to that account."""
    there = Sender(platform="elsewhere", account=OWN, groups=(f"elsewhere:{role}",))
    desk.vouching.note(there, SERVER)
    desk.link(somebody, desk.link_code(there).text)


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
