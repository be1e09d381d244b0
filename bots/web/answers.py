"""How problems are answered over HTTP."""

from fastapi.responses import JSONResponse
from starlette.requests import Request

from bots.tongues import Tongues
from bots.web.doorman import session_of
from bots.web.keyring import use_of
from bots.web.openai_shapes import trouble
from bots.web.problems import Refused, problem_out
from bots.web.statuses import headers_of, status_of
from bots.wording import Wording, nearest_locale
from generation.errors import StudioError
from tasks.job import Place, Problem, Sender

ACCOUNT = "local"  # on loopback there is one person


def refuse(problem: Problem, wording: Wording) -> JSONResponse:
    """Answer with what is wrong."""
    body = Refused(problem=problem_out(problem, wording))
    return JSONResponse(body.model_dump(mode="json"), status_of(problem), headers_of(problem))


def refused(request: Request, error: StudioError) -> JSONResponse:
    """Answer with what is wrong, in the shape that the programs of an address understand."""
    shape = trouble if request.url.path.startswith("/v1/") else refuse
    return shape(Problem.of(error), wording_of(request))


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
