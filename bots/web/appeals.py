"""The API by which a program asks why something was blocked, and asks the moderators."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bots.web.answers import refuse, sender_of, wording_of
from bots.web.calls import refusals
from bots.web.studio import InStudio
from generation.errors import StudioError
from tasks.appeals import Case, State
from tasks.job import Problem

appeals = APIRouter()


class CaseOut(BaseModel):
    """What was blocked by which rule, and what came of it. ``caught`` of a problem names it."""

    rule: str
    scope: str
    state: State
    warned: bool


@appeals.get("/api/appeals/{case}", response_model=CaseOut, responses=refusals(404))
async def why(case: UUID, request: Request, studio: InStudio) -> Response:
    """Tell why something of this page's person was blocked."""
    desk = studio.counter.desk
    try:
        return _told(await studio.counter.call(desk.appeals.case, sender_of(request), case))
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))


@appeals.post("/api/appeals/{case}", response_model=CaseOut, responses=refusals(403, 404, 422))
async def appeal(case: UUID, request: Request, studio: InStudio) -> Response:
    """Ask the moderators, once; a repeated call changes nothing."""
    desk = studio.counter.desk
    try:
        await studio.counter.call(desk.appeals.ask, sender_of(request), case)
        return _told(await studio.counter.call(desk.appeals.case, sender_of(request), case))
    except StudioError as error:
        return refuse(Problem.of(error), wording_of(request))


def _told(case: Case) -> Response:
    told = CaseOut(rule=case.rule, scope=case.scope, state=case.state, warned=case.warned)
    return JSONResponse(told.model_dump(mode="json"), HTTPStatus.OK)
