"""A clip that is encoded in ranges is the clip that is encoded in one."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.animator import Frames, Pixels
from avatar.clip.encode import encode
from avatar.clip.errors import ClipTooLarge, FramesMissing, PieceBroken, PieceMissing
from avatar.clip.join import join
from avatar.clip.options import Clip, ClipOptions
from avatar.clip.piece import Piece, open_piece
from avatar.clip.ranges import Range, encode_range, ranges
from avatar.clip.soundtrack import encode_sound
from avatar.honest.style import Corner, LabelStyle
from avatar.pace import FPS, KEY_FRAMES
from avatar.sound import Sound, Word
from generation.errors import Cancelled
from tests.avatar.clip.footage import never, noise, nothing, pictures_of, silence, swaying, tone

TOTAL = 3 * KEY_FRAMES + 7
SIDE_PX = 64
WORDS = (Word("One", 0.2, 1.8), Word("two", 1.8, 2.6), Word("three.", 2.6, 5.9))
CAPTIONED = ClipOptions(captions=True, words=WORDS, label=LabelStyle(corner=Corner.TOP_LEFT))


def pieces_of(
    parts: Iterable[Range], folder: Path, wanted: ClipOptions = CAPTIONED, total: int = TOTAL
) -> list[Piece]:
    """Encode some ranges of a picture that sways."""
    drawn = list(swaying(total, side_px=SIDE_PX).pictures)
    made = []
    for part in parts:
        pictures = iter(drawn[part.first : part.first + part.count])
        frames = Frames(part.count, SIDE_PX, SIDE_PX, pictures)
        to = folder / f"{part.first}.mp4"
        made.append(encode_range(frames, wanted, part.first, total, to, nothing, never))
    return made


def whole(
    folder: Path, wanted: ClipOptions = CAPTIONED, total: int = TOTAL, sound: Sound | None = None
) -> Clip:
    """Encode the same in one."""
    frames = swaying(total, side_px=SIDE_PX)
    return encode(frames, sound or tone(total / FPS), wanted, folder / "whole.mp4", nothing, never)


def joined(pieces: Sequence[Piece], folder: Path, wanted: ClipOptions = CAPTIONED) -> Clip:
    """Join pieces with their sound."""
    total = pieces[0].facts.total
    track = encode_sound(tone(total / FPS), total, wanted.max_bytes)
    return join(pieces, track, wanted, folder / "joined.mp4", nothing)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a place for pieces."""
    return tmp_path_factory.mktemp("ranges")


@pytest.fixture(scope="module")
def pieces(folder: Path) -> list[Piece]:
    """Encode two ranges."""
    return pieces_of(ranges(TOTAL, 2 * KEY_FRAMES), folder)


@st.composite
def partitions(draw: st.DrawFn) -> tuple[int, tuple[Range, ...]]:
    """Draw a length, and borders at some of its key frames."""
    total = draw(st.integers(1, 4 * KEY_FRAMES))
    borders = draw(st.sets(st.sampled_from(range(KEY_FRAMES, 4 * KEY_FRAMES, KEY_FRAMES))))
    edges = [0, *sorted(border for border in borders if border < total), total]
    return total, tuple(Range(start, end - start) for start, end in itertools.pairwise(edges))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(partitions())
def test_clip_is_the_same_however_it_is_divided(
    folder: Path, partition: tuple[int, tuple[Range, ...]]
) -> None:
    """Byte for byte, of any length; captions, label, thumbnail and fingerprint as well."""
    total, parts = partition
    one = whole(folder, total=total)
    other = joined(pieces_of(parts, folder, total=total), folder)

    assert one.path.read_bytes() == other.path.read_bytes()
    assert replace(one, path=other.path) == other
    assert total == len(pictures_of(other.path))


def test_caption_crosses_a_border(folder: Path, pieces: list[Piece]) -> None:
    """What is said around the fourth second is shown at the end of one range and the start of the next."""
    plain = replace(CAPTIONED, captions=False)
    shown = pictures_of(joined(pieces, folder).path)
    bare = pictures_of(whole(folder, plain).path)

    border = 2 * KEY_FRAMES
    for index in (border - 1, border):
        lower = np.abs(shown[index].astype(int) - bare[index])[SIDE_PX // 2 :]
        assert 100 < lower.max()


def test_ranges_cover_a_clip() -> None:
    """None is longer than what was asked for, and only the last one is shorter."""
    assert (Range(0, 100), Range(100, 100), Range(200, 7)) == ranges(207, 100)
    assert (Range(0, 1),) == ranges(1, 100)
    with pytest.raises(ValueError, match="no multiple"):
        ranges(207, 60)


@pytest.mark.parametrize(("first", "count"), [(25, 50), (50, 49)])
def test_range_lies_between_key_frames(tmp_path: Path, first: int, count: int) -> None:
    """Another one would show in the clip."""
    with pytest.raises(ValueError, match="no range"):
        encode_range(swaying(count), ClipOptions(), first, TOTAL, tmp_path / "a.mp4", nothing, never)


@pytest.mark.parametrize("broken", ["cancelled", "short"])
def test_nothing_is_left_of_a_broken_range(tmp_path: Path, broken: str) -> None:
    """Whoever draws it next begins anew."""
    frames = swaying(2 * KEY_FRAMES)
    if broken == "short":
        frames = replace(frames, count=3 * KEY_FRAMES)
    asked = itertools.count()

    with pytest.raises(Cancelled if broken == "cancelled" else FramesMissing):
        encode_range(
            frames,
            ClipOptions(),
            0,
            TOTAL,
            tmp_path / "a.mp4",
            nothing,
            lambda: broken == "cancelled" and next(asked) == KEY_FRAMES + 9,
        )

    assert [] == list(tmp_path.iterdir())


def test_range_tells_its_own_progress(tmp_path: Path) -> None:
    """From near nothing to all of it."""
    told: list[float] = []
    frames = swaying(KEY_FRAMES, side_px=SIDE_PX)
    encode_range(frames, ClipOptions(), KEY_FRAMES, TOTAL, tmp_path / "a.mp4", told.append, never)

    assert sorted(told) == told
    assert 1.0 == told[-1]


def test_piece_is_all_in_its_file(pieces: list[Piece]) -> None:
    """Read on another machine it says the same."""
    assert pieces == [open_piece(piece.path) for piece in pieces]
    assert [0, 2] == [piece.first_segment for piece in pieces]
    assert [True, False] == [bool(piece.thumbnail) for piece in pieces]


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "longer"])
def test_damaged_piece_is_told(tmp_path: Path, pieces: list[Piece], harm: str) -> None:
    """Before anything is made of it."""
    content = pieces[0].path.read_bytes()
    half = len(content) // 2
    damaged = {
        "cut": content[:half],
        "changed": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
        "empty": b"",
        "longer": content + b"more of it",
    }
    (tmp_path / "piece.mp4").write_bytes(damaged[harm])

    with pytest.raises(PieceBroken):
        open_piece(tmp_path / "piece.mp4")


@pytest.mark.parametrize("order", [(1,), (0,), (1, 0), (0, 0, 1)])
def test_pieces_must_follow_each_other(tmp_path: Path, pieces: list[Piece], order: tuple[int, ...]) -> None:
    """None is missing, none comes twice."""
    with pytest.raises(PieceMissing):
        joined([pieces[each] for each in order], tmp_path)

    assert [] == list(tmp_path.iterdir())


def test_pieces_of_other_sizes_do_not_join(tmp_path: Path, pieces: list[Piece]) -> None:
    """A player would show neither."""
    pictures = swaying(TOTAL - 2 * KEY_FRAMES, side_px=96)
    other = encode_range(pictures, CAPTIONED, 2 * KEY_FRAMES, TOTAL, tmp_path / "o.mp4", nothing, never)

    with pytest.raises(PieceBroken):
        joined([pieces[0], other], tmp_path)

    assert not (tmp_path / "joined.mp4").exists()


@pytest.mark.parametrize(("sound", "expected_s"), [(tone(9.0), 4.0), (tone(1.5), 1.5), (silence(0.0), 0.0)])
def test_clip_is_as_long_as_its_frames(tmp_path: Path, sound: Sound, expected_s: float) -> None:
    """A longer sound is cut off, a shorter one ends before."""
    clip = whole(tmp_path, ClipOptions(), total=4 * FPS, sound=sound)

    with av.open(str(clip.path), "r") as file:
        seen, heard = (
            float((stream.duration or 0) * (stream.time_base or 0))
            for stream in (file.streams.video[0], file.streams.audio[0])
        )
    assert 4.0 == pytest.approx(seen)
    assert expected_s == pytest.approx(heard, abs=0.001)


def test_limit_holds_for_pictures_that_cannot_be_made_small(tmp_path: Path) -> None:
    """Though every two seconds begin with a key frame that borrows."""
    limit, total = 600_000, 20 * FPS
    wanted = ClipOptions(max_bytes=limit)
    drawn: list[Pixels] = list(noise(total, 96).pictures)
    made = [
        encode_range(
            Frames(part.count, 96, 96, iter(drawn[part.first : part.first + part.count])),
            wanted,
            part.first,
            total,
            tmp_path / f"{part.first}.mp4",
            nothing,
            never,
        )
        for part in ranges(total, 3 * KEY_FRAMES)
    ]
    clip = joined(made, tmp_path, wanted)

    assert limit / 2 < clip.bytes <= limit


def test_range_of_a_clip_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """By the length of the clip, not by that of the range."""
    wanted = ClipOptions(max_bytes=300_000)
    with pytest.raises(ClipTooLarge) as refused:
        encode_range(swaying(KEY_FRAMES), wanted, 0, 60 * FPS, tmp_path / "a.mp4", nothing, never)

    assert 60.0 == refused.value.duration_s
    assert [] == list(tmp_path.iterdir())
