"""The first page: what waits, what runs, which workers there are, and what today came to."""

from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.reply import ready_in
from bots.web.admin.room import InPosted, InRoom, Room
from tasks.machines import Wanted
from tasks.roles import Deed

overview = APIRouter()


@overview.get("/admin")
async def home(room: InRoom) -> Response:
    """Show the studio as it stands."""
    return room.show("overview", **await _facts(room))


@overview.get("/admin/live")
async def live(request: Request, room: InRoom) -> Response:
    """Give the part of it that changes, where it has changed."""
    answer = room.part("live.html", page="overview", **await _facts(room))
    tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
    if tag == request.headers.get("if-none-match"):
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


@overview.post("/admin/workers/{name}")
async def steer(room: InRoom, form: InPosted, name: str) -> Response:
    """Drain, resume or stop a worker. Raises NotAllowed, NoSuchWorker."""
    order = form.value("order")
    wanted = Wanted(order) if order in set(Wanted) else Wanted.WORK
    await room.call(room.desk.crew.tell, room.actor, name, wanted)
    return form.done(wanted.value)


@overview.post("/admin/proposals/{number}")
async def decide(room: InRoom, form: InPosted, number: int) -> Response:
    """Approve or decline what another admin proposed. Raises what the service does."""
    purses = room.desk.admin.credits
    if form.value("approve"):
        await room.call(purses.approve, room.actor, number)
        return form.done("approved")
    await room.call(purses.decline, room.actor, number)
    return form.done("declined")


async def _facts(room: Room) -> dict[str, object]:
    queue = await room.call(room.desk.docket.queue, room.actor)
    steers, counts, gives = map(room.may, (Deed.RUN_WORKERS, Deed.COUNT, Deed.CREDIT))
    told = {one.id: room.studio.watch.latest(one.id) for one in queue.running}
    return {
        "queue": queue,
        "shares": {key: one.share for key, one in told.items() if one},
        "workers": await room.call(room.desk.crew.all, room.actor) if steers else None,
        "proposals": await room.call(room.desk.admin.credits.proposals, room.actor) if gives else (),
        "today": (await room.call(room.desk.statistics.days, 1))[-1] if counts else None,
        "ready_in": lambda eta_s: ready_in(eta_s, room.wording),
    }
