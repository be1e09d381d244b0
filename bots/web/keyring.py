"""Lets programs in that show an API key, and says what each call of the API takes."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request

from bots.counter import Counter
from tasks.key_errors import KeyScopeMissing
from tasks.keys import Scope, Use

USE = "limner.key"  # where a request keeps it
PROGRAMS = ("/api/", "/v1/", "/media/", "/mydata/files/", "/healthz", "/openapi.json")  # what keys open
MAKING = frozenset({Scope.DRAW, Scope.SPEAK})
READING = frozenset({Scope.READ})
ACCOUNT = frozenset({Scope.ADMIN})
# The first that fits counts. What nobody thought of takes the most.
RULES: tuple[tuple[str, str, frozenset[Scope]], ...] = (
    ("*", r"/api/(keys|link)(/.*)?", ACCOUNT),
    ("POST", r"/api/mydata/.*", ACCOUNT),
    ("GET", r"/mydata/files/.*", ACCOUNT),
    ("GET", r".*", READING),
    ("POST", r"/api/(quote|quote/clip|verify)", READING),
    ("POST", r"/v1/images/(generations|edits|variations)", frozenset({Scope.DRAW})),
    (
        "POST",
        r"/api/(imagine|remix|inpaint|outpaint|control|map|depth|blend|upscale|restore|describe|train|shorten"
        r"|expand)",
        frozenset({Scope.DRAW}),
    ),
    ("POST", r"/api/(avatar|speech|consent|jobs/[^/]+/take)", frozenset({Scope.SPEAK})),
    ("DELETE", r"/api/adapters/[^/]+", frozenset({Scope.DRAW})),
    ("*", r"/api/batch(/[^/]+)?", frozenset({Scope.DRAW})),
    ("*", r"/api/jobs/[^/]+(/favourite|/first)?", MAKING),
    ("POST", r"/api/(appeals/[^/]+|deliveries/[^/]+/again)", MAKING),
    ("*", r".*", ACCOUNT),
)


class Keyring:
    """Looks up the key of a request."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def admit(self, request: Request, key: str) -> Use:
        """Know whose key a request shows, and let it in where the key fits.

        Raises KeyUnknown, KeyRevoked, KeyExpired, KeyTooFast, KeyScopeMissing and StudioPausing: who comes
        with a key is never taken for somebody who has none.
        """
        use = await self._counter.call(self._counter.desk.keys.use, key)
        request.scope[USE] = use
        path = request.url.path
        if not path.startswith(PROGRAMS):
            raise KeyScopeMissing("page")
        wanted = needed(request.method, path)
        if not wanted & use.key.terms.scopes:
            raise KeyScopeMissing(", ".join(sorted(wanted)))
        return use


def needed(method: str, path: str) -> frozenset[Scope]:
    """Tell what a key must be allowed for a call: one of these."""
    asked = "GET" if method == "HEAD" else method
    return next(
        scopes for verb, pattern, scopes in RULES if verb in {"*", asked} and re.fullmatch(pattern, path)
    )


def bearer_of(headers: Headers) -> str | None:
    """Read the key out of the headers, if a program shows one."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if kind.casefold() == "bearer" else None


def use_of(request: Request) -> Use | None:
    """Give the use of a key that a request is, as the guard found it."""
    use: Use | None = request.scope.get(USE)
    return use


def limits_of(use: Use) -> Mapping[str, str]:
    """Write what is left of a key's minute."""
    return {
        "RateLimit-Limit": str(use.key.terms.per_minute),
        "RateLimit-Remaining": str(use.left),
        "RateLimit-Reset": str(use.resets_s),
    }
