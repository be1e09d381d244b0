"""Reads what a web server says of the bytes that it is about to send (RFC 9110, 8.8, 13.1.5 and 14)."""

import re
from dataclasses import dataclass
from http import HTTPStatus

import httpx

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_BEYOND = re.compile(r"bytes \*/(\d+)")


@dataclass(frozen=True)
class Span:
    """The bytes of a file that come: from ``first`` to its end."""

    first: int
    total: int  # of the whole file; 0: the server does not say


def span_of(answer: httpx.Response, have: int, tag: str) -> Span | None:
    """Tell which bytes come, where those after the first ``have`` of version ``tag`` were asked for (0: all).

    Returns: nothing where they do not fit what is here, or the answer contradicts itself.
    Raises HTTPStatusError if nothing comes.
    """
    match answer.status_code:
        case HTTPStatus.OK:
            return Span(0, _length(answer))
        case HTTPStatus.PARTIAL_CONTENT:
            return _rest(answer, have, tag)
        case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            beyond = _BEYOND.fullmatch(answer.headers.get("Content-Range", ""))
            return Span(have, have) if beyond and have and int(beyond[1]) == have else None
    answer.raise_for_status()
    return None  # no error, and no file either


def tag_of(answer: httpx.Response) -> str:
    """Give the name of the version that comes, if it can be trusted to tell versions apart, or nothing."""
    if _encoded(answer):
        return ""
    etag: str = answer.headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified", "")


def is_passing(status: int) -> bool:
    """Tell whether a server that answers so may answer otherwise in a moment."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }


def _rest(answer: httpx.Response, have: int, tag: str) -> Span | None:
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or _encoded(answer):
        return None
    first, last, total = (int(number) for number in found.groups())
    fits = first == have and last == total - 1 and _length(answer) in {0, total - first}
    same = tag_of(answer) in {"", tag}
    return Span(first, total) if fits and same else None


def _length(answer: httpx.Response) -> int:
    told: str = answer.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() and not _encoded(answer) else 0


def _encoded(answer: httpx.Response) -> bool:
    """Tell whether lengths are those of a packed form, although none was asked for."""
    coding: str = answer.headers.get("Content-Encoding", "identity")
    return coding != "identity"
