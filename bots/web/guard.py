"""Stands before every request: our own name, no other site's writes, no huge bodies, strict headers."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bots.attachment import MEGABYTE
from bots.errors import ForeignHost, ForeignOrigin, LoginNeeded, RequestTooLarge, Unexpected
from bots.intake import ARCHIVE_MEGABYTES, LIMIT_MEGABYTES, VERIFY_MEGABYTES
from bots.web.answers import refused
from bots.web.doorman import SESSION, Doorman, remember, session_of
from bots.web.keyring import Keyring, bearer_of, limits_of, use_of
from bots.web.login import Login
from bots.web.settings import WebSettings
from generation.errors import StudioError

BODY_LIMIT = 64 * 1024  # bytes; a prompt of 1000 characters takes at most 4000
CLIP_LIMIT = 3 * LIMIT_MEGABYTES * MEGABYTE + BODY_LIMIT  # photo, recording, video: each as large as may be
TRAIN_LIMIT = 2 * ARCHIVE_MEGABYTES * MEGABYTE + BODY_LIMIT  # twenty pictures as cameras make them
LIMITS = {
    "/api/train": TRAIN_LIMIT,
    "/train": TRAIN_LIMIT,
    "/train/press": TRAIN_LIMIT,
    "/api/avatar": CLIP_LIMIT,
    "/avatar": CLIP_LIMIT,
    "/avatar/photo": CLIP_LIMIT,
    "/api/restore": LIMIT_MEGABYTES * MEGABYTE + BODY_LIMIT,
    "/v1/images/edits": 2 * LIMIT_MEGABYTES * MEGABYTE + BODY_LIMIT,
    "/v1/images/variations": LIMIT_MEGABYTES * MEGABYTE + BODY_LIMIT,
    "/api/verify": VERIFY_MEGABYTES * MEGABYTE + BODY_LIMIT,
}
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/healthz", "/login", "/static/")  # shown without a log-in
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = structlog.get_logger()


class Guard:
    """Middleware. Refuses with the same JSON shape as the API, or leads to the log-in page."""

    def __init__(
        self, app: ASGIApp, settings: WebSettings, login: Login, doorman: Doorman, keyring: Keyring
    ) -> None:
        self._app = app
        self._settings = settings
        self._login = login
        self._doorman = doorman
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if use := use_of(request):
                    headers.update(limits_of(use))
                session = session_of(request)
                if session is not None and session.cookie and "set-cookie" not in headers:
                    remember(headers, request, session)
            await send(message)

        try:
            refusal = self._stranger(request) or await self._unknown(request)
            if refusal is not None:
                await refusal(scope, receive, guarded_send)
                return
            await self._app(scope, _limited(receive, body_limit(scope["path"])), guarded_send)
        except StudioError as error:  # of the two above, and of a body that is too large
            await refused(request, error)(scope, receive, guarded_send)
        except Exception:
            log.exception("web.failed", path=scope["path"])
            if not started:
                await refused(request, Unexpected())(scope, receive, guarded_send)

    def _stranger(self, request: Request) -> Response | None:
        headers = request.headers
        if not self._settings.answers_to(host_name(headers.get("host", ""))):
            return refused(request, ForeignHost())
        # No page of others can show a key: a browser asks us first whether it may, and we never say so.
        safe = request.method in READING or bearer_of(headers) is not None
        if not safe and not own_origin(headers):
            return refused(request, ForeignOrigin())
        length, limit = headers.get("content-length", "0"), body_limit(request.url.path)
        if length.isdigit() and int(length) > limit:
            return refused(request, RequestTooLarge(limit))
        return None

    async def _unknown(self, request: Request) -> Response | None:
        """Look who asks; where a password is set, nobody is let in who neither gave it nor logged in.

        Who shows a key comes with it alone, whatever cookies there are. Raises what a key is refused for.
        """
        if (key := bearer_of(request.headers)) is not None:
            await self._keyring.admit(request, key)
            return None
        session = await self._doorman.known(request)
        request.scope[SESSION] = session
        known = session is not None or not self._login.needed or self._login.knows(request)
        if known or request.url.path.startswith(OPEN):
            return None
        if "text/html" in request.headers.get("accept", "") and request.method in READING:
            return RedirectResponse("/login", 303)
        return refused(request, LoginNeeded())


def body_limit(path: str) -> int:
    """Tell how many bytes may be sent to a place."""
    return LIMITS.get(path, BODY_LIMIT)


def host_name(host: str) -> str:
    """Take the name out of a Host header: "[::1]:8420" is "::1"."""
    if not set(host).isdisjoint("@/?#\\"):
        return ""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def own_origin(headers: Headers) -> bool:
    """Tell whether a write comes from our own page, or from a program that is no browser."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold() != ""
    return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def _limited(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    """Count the bytes of a body that did not announce its length."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise RequestTooLarge(limit)
        return message

    return counted
