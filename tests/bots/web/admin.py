"""Somebody who runs the studio, at the page."""

import re

import httpx

from tasks.actor import operator
from tasks.desk import Desk
from tasks.job import Sender
from tasks.machines import Announcement
from tasks.roles import Role
from tasks.standing import Standing
from tests.factories import image_request, key, place, sender

ANN = operator("ann")
GPU = Announcement("gpu1:4711", "gpu1", ("images",), 3, "1.0", "NVIDIA H200, 140 GiB")
BOSS = sender("boss", name="Boss <b>")
ADA = sender("ada", name="Ada <script>")


def keep_busy(desk: Desk) -> None:
    """Let there be a worker, somebody, and a job that waits."""
    desk.crew.machines.announce(GPU)
    desk.submit(image_request("a <b>red</b> house"), ADA, place(), key())


def appoint(desk: Desk, role: Role, who: Sender = BOSS) -> None:
    """Give somebody a role."""
    Standing(desk.database, desk.settings).appoint(who, role, Role.OWNER)


async def log_in(client: httpx.AsyncClient, desk: Desk, role: Role = Role.ADMIN) -> str:
    """Log the boss in. Returns the mark that every form repeats."""
    appoint(desk, role)
    await client.post(f"/login/{desk.entrance.ticket(BOSS).token}")
    found = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/account")).text)
    assert found is not None
    return found[1]
