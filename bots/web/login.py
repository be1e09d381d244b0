"""One password for the page, for those who let it listen beyond this machine."""

import asyncio
import hmac
import secrets
import time
from base64 import b64decode
from hashlib import sha256

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "limner"
DAYS = 30
PAUSE_S = 0.5  # after a wrong password; attempts queue up behind it


class Login:
    """Knows who gave the password. The key of its cookies lives as long as the process."""

    def __init__(self, password: SecretStr | None) -> None:
        self._password = password
        self._key = secrets.token_bytes(32)
        self._turn = asyncio.Lock()

    @property
    def needed(self) -> bool:
        """Whether a password is set."""
        return self._password is not None

    async def check(self, password: str) -> bool:
        """Compare a password, one at a time and slowly if it is wrong."""
        async with self._turn:
            right = self._right(password)
            if not right:
                await asyncio.sleep(PAUSE_S)
            return right

    def welcome(self, response: Response, *, secure: bool) -> None:
        """Give the browser a cookie that says that the password was right."""
        until = int(time.time()) + DAYS * 86_400
        response.set_cookie(
            COOKIE,
            f"{until}.{self._sign(until)}",
            max_age=DAYS * 86_400,
            httponly=True,
            secure=secure,
            samesite="lax",
        )

    def knows(self, request: Request) -> bool:
        """Tell whether a request carries our cookie, or the password as HTTP Basic (for programs)."""
        until, _, signature = request.cookies.get(COOKIE, "").partition(".")
        if until.isascii() and until.isdigit() and len(until) < 20 and int(until) > time.time():
            return hmac.compare_digest(self._sign(int(until)).encode(), signature.encode())
        kind, _, credentials = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() != "basic":
            return False
        try:
            return self._right(b64decode(credentials, validate=True).decode().partition(":")[2])
        except ValueError:
            return False

    def _right(self, password: str) -> bool:
        if self._password is None:
            return True
        # Digests of one length: the comparison tells nothing, not even how long the password is.
        given, wanted = (
            sha256(text.encode(errors="replace")).digest()
            for text in (password, self._password.get_secret_value())
        )
        return hmac.compare_digest(given, wanted)

    def _sign(self, until: int) -> str:
        return hmac.new(self._key, str(until).encode(), sha256).hexdigest()
