"""Knows those who logged in by a link, and slows down whoever tries too often."""

import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from bots.counter import Counter
from bots.errors import FormOutdated, LoginNeeded, TooFast
from tasks.entrance import Session

COOKIE = "limner-session"
SESSION = "limner.session"  # where a request keeps it
KEPT = 10_000  # people whose tries are counted at once


class Doorman:
    """Looks up who a request comes from."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.entering = Throttle(most=10, in_s=60.0)  # by address
        self.changing = Throttle(most=60, in_s=60.0)  # by session

    async def known(self, request: Request) -> Session | None:
        """Find the session of a request. Raises StudioPausing: nobody is taken for somebody else."""
        cookie = request.cookies.get(COOKIE, "")
        if not cookie:
            return None
        return await self._counter.call(self._counter.desk.entrance.session, cookie)


class Throttle:
    """Counts what somebody does, and lets them do it so often in a time."""

    def __init__(self, most: int, in_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._in_s = in_s
        self._clock = clock
        self._done: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, who: str) -> None:
        """Count one more. Raises TooFast."""
        moment = self._clock()
        done = self._done.setdefault(who, deque())
        self._done.move_to_end(who)
        while done and done[0] <= moment - self._in_s:
            done.popleft()
        if len(done) >= self._most:
            raise TooFast(max(1, round(done[0] + self._in_s - moment)))
        done.append(moment)
        if len(self._done) > KEPT:
            self._done.popitem(last=False)


def session_of(request: Request) -> Session | None:
    """Give the session of a request, as the guard found it."""
    session: Session | None = request.scope.get(SESSION)
    return session


def insist(request: Request, form: dict[str, str]) -> Session:
    """Make sure that a form comes from a page that we showed to this very session.

    Raises LoginNeeded, FormOutdated.
    """
    session = session_of(request)
    if session is None:
        raise LoginNeeded
    if not hmac.compare_digest(form.get("csrf", "").encode(errors="replace"), session.csrf.encode()):
        raise FormOutdated
    request.app.state.studio.doorman.changing.count(session.id)
    return session


def remember(headers: MutableHeaders, request: Request, session: Session) -> None:
    """Let the browser keep the secret of a session."""
    answer = Response()
    answer.set_cookie(
        COOKIE,
        session.cookie,
        expires=session.expires_at,
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
    )
    headers.append("set-cookie", answer.headers["set-cookie"])


def forget(response: Response) -> None:
    """Let the browser forget."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache"'
