"""How problems are answered over HTTP."""

from http import HTTPStatus

from fastapi.responses import JSONResponse
from starlette.requests import Request

from bots.tongues import Tongues
from bots.web.doorman import session_of
from bots.web.shapes import Refused, problem_out
from bots.wording import Wording, nearest_locale
from tasks.job import Place, Problem, Sender

ACCOUNT = "local"  # on loopback there is one person
STATUS = {
    "studio_pausing": HTTPStatus.SERVICE_UNAVAILABLE,
    "no_such_job": HTTPStatus.NOT_FOUND,
    "no_such_upload": HTTPStatus.NOT_FOUND,
    "no_such_page": HTTPStatus.NOT_FOUND,
    "no_such_case": HTTPStatus.NOT_FOUND,
    "preview_not_ready": HTTPStatus.NOT_FOUND,
    "preview_gone": HTTPStatus.GONE,
    "already_final": HTTPStatus.CONFLICT,
    "unexpected": HTTPStatus.INTERNAL_SERVER_ERROR,
    "login_needed": HTTPStatus.UNAUTHORIZED,
    "wrong_password": HTTPStatus.UNAUTHORIZED,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "form_outdated": HTTPStatus.FORBIDDEN,
    "link_spent": HTTPStatus.GONE,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "foreign_host": HTTPStatus.BAD_REQUEST,
    "foreign_origin": HTTPStatus.FORBIDDEN,
    "request_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "range_unusable": HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
}


def status_of(problem: Problem) -> HTTPStatus:
    """Tell the HTTP status of a problem: what the user can mend is 422."""
    return STATUS.get(problem.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def refuse(problem: Problem, wording: Wording) -> JSONResponse:
    """Answer with what is wrong."""
    status = status_of(problem)
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    body = Refused(problem=problem_out(problem, wording))
    return JSONResponse(body.model_dump(mode="json"), status, headers)


def locale_of(accept_language: str) -> str:
    """Find the language that a browser prefers among ours: "zh-CN,zh;q=0.9,en;q=0.8"."""
    best, best_weight = "en", 0.0
    for part in accept_language[:1000].split(","):
        name, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        if name[:2].casefold() in {"en", "zh"} and weight > best_weight:
            best, best_weight = nearest_locale(name), weight
    return best


def sender_of(request: Request) -> Sender:
    """Say who asks, in the language of the browser: who logged in, else the one person of this page."""
    locale = locale_of(request.headers.get("accept-language", ""))
    if session := session_of(request):
        return session.sender.model_copy(update={"locale": locale})
    return Sender(platform="web", account=ACCOUNT, name=ACCOUNT, locale=locale)


def wording_of(request: Request) -> Wording:
    """Speak the language that was chosen, else that of the browser."""
    tongues: Tongues = request.app.state.studio.counter.tongues
    return tongues.wording(sender_of(request))


def place_of() -> Place:
    """Say where answers belong."""
    return Place(platform="web", chat=ACCOUNT)


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
