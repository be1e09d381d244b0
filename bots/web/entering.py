"""Logging in by a link that works once, and logging out."""

from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bots.web import view
from bots.web.answers import sender_of, wording_of
from bots.web.doorman import forget, insist, remember, session_of
from bots.web.pages import Form
from bots.web.statuses import status_of
from bots.web.studio import InStudio, Studio
from generation.errors import StudioError
from tasks.actor import Actor
from tasks.entrance import Session
from tasks.job import Problem, Sender
from tasks.roles import Deed, may

PAGE = "page"  # the origin of what is done here, for the audit log
PLATFORMS = {"discord": "Discord", "telegram": "Telegram"}

log = structlog.get_logger()

entering = APIRouter()


@entering.get("/login/{token}")
async def arrive(request: Request, studio: InStudio, token: str) -> Response:
    """Ask whether to log in. Nothing is used up yet: chats open links to show what is behind them."""
    try:
        studio.doorman.entering.count(_address(request))
        sender = await studio.counter.call(studio.counter.desk.entrance.look, token)
    except StudioError as error:
        return _refused(request, error)
    name, platform = named(sender)
    return view.render(
        "enter.html", wording_of(request), token=token, who=name, platform=platform, problem=""
    )


@entering.post("/login/{token}")
async def enter(request: Request, studio: InStudio, token: str) -> Response:
    """Use a link up, and lead to the page of whoever it was made for."""
    try:
        studio.doorman.entering.count(_address(request))
        session = await studio.counter.call(studio.counter.desk.entrance.enter, token)
        runs = await _runs(studio, session.sender)
    except StudioError as error:
        return _refused(request, error)
    log.info("login.entered", platform=session.sender.platform)
    answer = RedirectResponse("/admin" if runs else "/", HTTPStatus.SEE_OTHER)
    remember(answer.headers, request, session)
    return answer


@entering.get("/account")
async def account(request: Request, studio: InStudio) -> Response:
    """Show who is logged in, and the ways out."""
    session = session_of(request)
    if session is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return await _account(request, studio, session)


@entering.post("/logout")
async def leave(request: Request, studio: InStudio, form: Form) -> Response:
    """End this session, or every one of the person."""
    try:
        session = insist(request, form)
        entrance = studio.counter.desk.entrance
        if form.get("everywhere"):
            await studio.counter.call(entrance.leave_everywhere, session.sender)
        else:
            await studio.counter.call(entrance.leave, session)
    except StudioError as error:
        return _refused(request, error)
    request.scope.pop("limner.session", None)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    forget(answer)
    return answer


def named(sender: Sender) -> tuple[str, str]:
    """Give the name of somebody, and of where they are known."""
    return sender.name or sender.account, PLATFORMS.get(sender.platform, "")


async def _account(request: Request, studio: Studio, session: Session) -> Response:
    name, platform = named(session.sender)
    return view.render(
        "account.html",
        wording_of(request),
        who=name,
        platform=platform,
        csrf=session.csrf,
        runs=await _runs(studio, session.sender),
        until=f"{session.expires_at:%Y-%m-%d %H:%M} UTC",
    )


async def _runs(studio: Studio, sender: Sender) -> bool:
    """Whether somebody may see the admin pages."""
    role = await studio.counter.call(studio.counter.desk.authority.role, Actor(sender, PAGE))
    return may(role, Deed.SEE_OTHERS)


def _refused(request: Request, error: StudioError) -> Response:
    problem, wording = Problem.of(error), wording_of(request)
    return view.render(
        "enter.html",
        wording,
        status_of(problem),
        token="",
        who=named(sender_of(request))[0],
        platform="",
        problem=wording.problem(problem),
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
