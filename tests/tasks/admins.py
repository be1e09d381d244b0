"""Two admins, a desk at which each may grant 100 credits a day alone, and somebody who asks there."""

from collections.abc import Iterator

from generation.catalogue import Catalogue
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.job import Job, Place, Sender
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.factories import image_request, key, place, sender
from tests.tasks.conftest import balanced_desk

ADA = sender("1001")
BOB, CAT = sender("3003", "discord"), sender("4004")
CAT_THERE = sender("4005", "discord")
OWNER = operator("root")
CHANNEL = place("77", "discord", server="55")


def desk_of_admins(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk where Bob and Cat are admins; in the end the books must balance."""
    for opened in balanced_desk(settings, catalogue, database_url, grant_alone=100):
        for admin in (BOB, CAT):
            Standing(opened.database, opened.settings).appoint(admin, Role.ADMIN, Role.OWNER)
        opened.allowance(ADA)
        yield opened


def bob() -> Actor:
    """Let Bob act from a channel."""
    return Actor.at(BOB, CHANNEL)


def cat() -> Actor:
    """Let Cat act."""
    return Actor.at(CAT, place("4004"))


def ask(desk: Desk, where: Place = CHANNEL, who: Sender = ADA, **more: int) -> Job:
    """Ask for a picture."""
    return desk.submit(image_request("a red house", **more), who, where, key())


def acts(desk: Desk) -> list[str]:
    """List what was done, the oldest first."""
    return [entry.act for entry in reversed(desk.audit.entries())]
