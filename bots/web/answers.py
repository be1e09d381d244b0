"""How problems are answered over HTTP."""

from http import HTTPStatus

from fastapi.responses import JSONResponse
from starlette.requests import Request

from bots.tongues import Tongues
from bots.web.doorman import session_of
from bots.web.keyring import use_of
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
    "key_unknown": HTTPStatus.UNAUTHORIZED,
    "key_expired": HTTPStatus.UNAUTHORIZED,
    "key_revoked": HTTPStatus.UNAUTHORIZED,
    "key_scope_missing": HTTPStatus.FORBIDDEN,
    "key_too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "key_spent": HTTPStatus.TOO_MANY_REQUESTS,
    "no_such_key": HTTPStatus.NOT_FOUND,
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
    body = Refused(problem=problem_out(problem, wording))
    return JSONResponse(body.model_dump(mode="json"), status, headers_of(problem))


def headers_of(problem: Problem) -> dict[str, str]:
    """Tell a program when to come back, or how to say who it is."""
    match status_of(problem):
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": "5"}
        case HTTPStatus.TOO_MANY_REQUESTS if "seconds" in problem.facts:
            seconds = str(problem.facts["seconds"])
            spent = {"RateLimit-Limit": str(problem.facts.get("limit", 0)), "RateLimit-Remaining": "0"}
            limits = spent | {"RateLimit-Reset": seconds} if problem.code == "key_too_fast" else {}
            return {"Retry-After": seconds, **limits}
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="Limner"'}
        case _:
            return {}


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
    """Say who asks, in the language of the browser: whose key it is, who logged in, or the page's person."""
    locale = locale_of(request.headers.get("accept-language", ""))
    if known := use_of(request) or session_of(request):
        return known.sender.model_copy(update={"locale": locale})
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
