"""What goes wrong on an admin page, as a page that says so and leads back."""

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from bots.errors import LoginNeeded
from bots.web import view
from bots.web.answers import refused, wording_of
from bots.web.statuses import status_of
from generation.errors import StudioError
from tasks.job import Problem


async def told(request: Request, error: Exception) -> Response:
    """Say what is wrong: on the admin pages as a page, elsewhere in the shape of the API."""
    assert isinstance(error, StudioError)  # noqa: S101 - it is registered for these alone
    problem, wording = Problem.of(error), wording_of(request)
    if not request.url.path.startswith("/admin"):
        return refused(request, error)
    stranger = isinstance(error, LoginNeeded)
    status = status_of(problem)
    answer = view.render(
        "admin/trouble.html",
        wording,
        status,
        problem=wording.say("admin-login") if stranger else wording.problem(problem),
        back="/" if stranger else _back(request),
        stranger=stranger,
    )
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = "5"
    return answer


def _back(request: Request) -> str:
    """Lead to the admin page that the reader came from, or to their pictures."""
    came_from = urlsplit(request.headers.get("referer", ""))
    ours = came_from.netloc == request.headers.get("host", "") and came_from.path.startswith("/admin")
    if ours and came_from.path != request.url.path:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return "/admin" if request.url.path != "/admin" else "/"
