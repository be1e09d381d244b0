"""Whatever a server says, bytes are joined to what is here only where they belong."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.weights.reply import Span, is_passing, span_of, tag_of

NUMBERS = st.integers(min_value=0, max_value=5)


@given(
    status=st.sampled_from([200, 204, 206, 416]),
    have=NUMBERS,
    numbers=st.lists(NUMBERS, min_size=4),
    data=st.data(),
)
def test_span_begins_at_nothing_or_where_what_is_here_ends(
    status: int, have: int, numbers: list[int], data: st.DataObject
) -> None:
    """And it ends where the file does."""
    first, last, total, length = numbers[:4]
    ranges = [
        f"bytes {first}-{last}/{total}",
        f"bytes */{total}",
        f"bytes {first}-{last}/*",
        "",
        "lines 1-2/3",
    ]
    headers = {"Content-Range": data.draw(st.sampled_from(ranges)), "Content-Length": str(length)}

    span = span_of(_answer(status, headers), have, '"one"')

    if span is not None:
        assert span.first in {0, have}
        assert span.first <= span.total or not span.total
        assert status == 200 or span.first == have
        assert status != 206 or (first, last) == (have, span.total - 1)


@pytest.mark.parametrize(
    ("headers", "fits"),
    [
        ({"Content-Range": "bytes 3-8/9"}, True),
        ({"Content-Range": "bytes 3-8/9", "Content-Length": "6", "ETag": '"one"'}, True),
        ({"Content-Range": "bytes 3-8/9", "Content-Length": "9"}, False),
        ({"Content-Range": "bytes 3-7/9"}, False),
        ({"Content-Range": "bytes 2-8/9"}, False),
        ({"Content-Range": "bytes 3-8/9", "ETag": '"two"'}, False),
        ({"Content-Range": "bytes 3-8/9", "Content-Encoding": "gzip"}, False),
        ({}, False),
    ],
)
def test_rest_of_a_file_must_fit(headers: dict[str, str], fits: bool) -> None:
    """Its beginning, its end, its length, its version and its form."""
    assert (Span(3, 9) if fits else None) == span_of(_answer(206, headers), 3, '"one"')


def test_packed_answer_has_no_length_and_no_version() -> None:
    """Its numbers are those of the packed form."""
    answer = _answer(200, {"Content-Encoding": "gzip", "Content-Length": "7", "ETag": '"one"'})

    assert Span(0, 0) == span_of(answer, 0, "")
    assert "" == tag_of(answer)


def test_refusal_is_raised() -> None:
    """Some of them pass."""
    with pytest.raises(httpx.HTTPStatusError):
        span_of(_answer(404, {}), 0, "")
    assert [False, False, True, True, True] == [is_passing(status) for status in (404, 403, 408, 429, 500)]


def _answer(status: int, headers: dict[str, str]) -> httpx.Response:
    return httpx.Response(status, headers=headers, request=httpx.Request("GET", "http://here/file"))
