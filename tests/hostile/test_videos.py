"""Every video that people may send is read, or refused in one sentence that is true."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from avatar.intake.errors import VideoTooDense
from avatar.intake.limits import VideoLimits
from avatar.intake.mp4 import encode, frames_of
from avatar.intake.video import Video, read_video
from bots.wording import LOCALES, Wording
from generation.errors import Refusal
from tasks.job import Problem
from tests.hostile import pictures, sounds, videos

REFUSED: list[tuple[str, Callable[[], bytes], dict[str, object]]] = [
    ("file_empty", bytes, {}),
    ("not_a_video", pictures.text, {"found": "text"}),
    ("not_a_video", lambda: pictures.saved(pictures.plain()), {"found": "PNG"}),
    ("not_a_video", lambda: pictures.moving("WEBP", 3), {"found": "WebP"}),
    ("not_a_video", lambda: pictures.moving("PNG", 3), {"found": "PNG"}),
    ("not_a_video", lambda: sounds.video("avi"), {"found": "AVI"}),
    ("not_a_video", lambda: sounds.playlist("http://127.0.0.1:9/a.ts"), {"found": "HLS"}),
    ("not_a_video", lambda: sounds.script("neighbour.mp4"), {"found": "ffconcat"}),
    ("archive_sent", pictures.zipped, {"found": "ZIP"}),
    ("no_pictures_in_video", videos.sound_only, {}),
    ("no_pictures_in_video", lambda: sounds.live(1), {}),
    ("video_too_large", videos.giant_gif, {"width_px": 50_000, "height_px": 50_000, "limit_px": 4096}),
    ("video_too_large", lambda: videos.giant_gif(50_000, 100), {"width_px": 50_000}),
    ("video_too_large", videos.growing, {"width_px": 6000}),
    ("video_too_small", sounds.video, {"width_px": 64, "height_px": 64, "limit_px": 96}),
    ("video_too_short", videos.still, {"limit_s": 0.4}),
    ("video_too_short", lambda: videos.film(5), {"length_s": 0.2, "limit_s": 0.4}),
    ("video_hdr", videos.hdr, {}),
    ("video_codec_unknown", lambda: videos.film(container="matroska", codec="ffv1"), {"codec": "ffv1"}),
    ("video_codec_unknown", videos.locked, {"codec": "unknown"}),
    ("file_incomplete", videos.cut_off, {"medium": "clip"}),
    ("file_incomplete", lambda: sounds.half(videos.film()), {"medium": "clip"}),
    ("file_damaged", lambda: pictures.noise_after(b"\x1a\x45\xdf\xa3"), {"medium": "clip"}),
    ("file_damaged", lambda: pictures.noise_after(b"GIF89a\xff\0\xff\0"), {"medium": "clip"}),
]

SEEN: list[tuple[str, Callable[[], bytes], int]] = [
    ("mp4", videos.film, 25),
    ("mov", lambda: videos.film(container="mov"), 25),
    ("webm", lambda: videos.film(container="webm", codec="libvpx-vp9"), 25),
    ("gif", lambda: videos.film(10, 10, "gif", "gif"), 25),
    ("mpeg-4", lambda: videos.film(codec="mpeg4"), 25),
    ("live", lambda: videos.film(container="webm", codec="libvpx", options={"live": "1"}), 25),
    ("telephone", lambda: videos.film(15, 15), 25),
    ("screen", lambda: videos.film(60, 60), 25),
    ("slow motion", lambda: videos.film(240, 240), 25),
    ("a thousand a second", lambda: videos.film(1000, 1000), 25),
    ("uneven", lambda: videos.filmed((0, 10, 500, 510, 960), 1000), 35),
    ("phone", videos.phone_hdr, 25),
]


@pytest.mark.parametrize(("code", "make", "facts"), REFUSED)
def test_refused(code: str, make: Callable[[], bytes], facts: dict[str, object]) -> None:
    """What is wrong and where the limit is, in both languages."""
    with pytest.raises(Refusal) as caught:
        read_video(make())

    refusal = caught.value
    assert (code, facts) == (refusal.code, {name: refusal.facts.get(name) for name in facts})
    for locale in LOCALES:
        sentence = Wording(locale).problem(Problem.of(refusal))
        assert sentence != Wording(locale).say("problem-unexpected")
        assert re.search(r"Nothing was charged\.$|没有扣除点数。$", sentence)


@pytest.mark.parametrize(("make", "frames"), [row[1:] for row in SEEN], ids=[row[0] for row in SEEN])
def test_seen(make: Callable[[], bytes], frames: int) -> None:
    """Whatever it comes in, it leaves at 25 pictures a second, as many as its time takes."""
    video = read_video(make())

    assert frames == pytest.approx(video.frames, abs=1)
    assert (videos.WIDTH_PX, videos.HEIGHT_PX) == (video.width_px, video.height_px)
    assert video.frames == sum(1 for _ in frames_of(video.mp4))


def test_beginning_of_a_broken_off_film_serves() -> None:
    """Browsers write WebM without an index: what arrived can be seen."""
    half = read_video(sounds.half(videos.film(50, container="webm", codec="libvpx")))

    assert 10 <= half.frames < 50


@pytest.fixture(scope="module")
def video() -> Video:
    """Read a film of one second."""
    return read_video(videos.film())


def test_every_picture_of_an_even_film_is_kept(video: Video) -> None:
    """None twice, none left out."""
    assert [number % 16 for number in range(25)] == [videos.number_of(one) for one in frames_of(video.mp4)]


def test_uneven_pictures_are_shown_as_long_as_they_last() -> None:
    """At 0, 0.2 and 0.8 s: five ticks, fifteen, and as many again as the last pause."""
    shown = [videos.number_of(one) for one in frames_of(read_video(videos.filmed((0, 2, 8), 10)).mp4)]

    assert [0] * 5 + [1] * 15 + [2] * 15 == shown


def test_fast_film_is_thinned_evenly() -> None:
    """Of fifty pictures a second, every other one."""
    shown = [videos.number_of(one) for one in frames_of(read_video(videos.film(50, 50)).mp4)]

    assert [number % 16 for number in range(0, 50, 2)] == shown[:25]


def test_camera_held_upright_is_turned() -> None:
    """The red corner moves from the top left to the top right, as the matrix says."""
    turned = read_video(videos.upright())
    first = next(frames_of(turned.mp4))

    assert (videos.HEIGHT_PX, videos.WIDTH_PX) == (turned.width_px, turned.height_px)
    assert first[5, -5, 0] > first[5, -5, 1] + 100
    assert abs(int(first[5, 5, 0]) - int(first[5, 5, 1])) < 20


def test_wide_pixels_become_square() -> None:
    """A face keeps its proportions."""
    wide = read_video(videos.stretched())

    assert (2 * videos.WIDTH_PX, videos.HEIGHT_PX) == (wide.width_px, wide.height_px)


def test_large_video_is_kept_small() -> None:
    """No side is longer than networks look at."""
    kept = read_video(videos.film(12, width_px=1280, height_px=720))

    assert (640, 360) == (kept.width_px, kept.height_px)


def test_long_video_is_cut_and_said_so() -> None:
    """Its beginning is enough; a short one has no note."""
    long = read_video(videos.film(60), VideoLimits(kept_s=1))

    assert (25, 1.0) == (long.frames, long.duration_s)
    assert [("video_cut", {"limit_s": 1})] == [(note.code, note.facts) for note in long.notes]
    for rate in (25, 60):  # what lasts just as long as is kept is not long
        whole = read_video(videos.film(rate, rate), VideoLimits(kept_s=1))
        assert (25, ()) == (whole.frames, whole.notes)
    for locale in LOCALES:
        assert "1" in Wording(locale).note(long.notes[0])


def test_time_that_jumps_ahead_costs_nothing() -> None:
    """A picture that is to be seen after a day."""
    kept = read_video(videos.filmed((0, 1, 25 * 86_400), 25), VideoLimits(kept_s=2))

    assert 50 == kept.frames


def test_too_many_pictures_are_not_looked_through() -> None:
    """However small they are."""
    with pytest.raises(VideoTooDense):
        read_video(videos.film(200, 1000), VideoLimits(frames=100))


def test_nothing_of_the_sender_is_stored(video: Video) -> None:
    """No title, no name of a program."""
    assert videos.TITLE.encode() in videos.film()
    assert videos.TITLE.encode() not in video.mp4
    assert b"Lavf" not in video.mp4


def test_same_bytes_give_the_same_video(video: Video) -> None:
    """So that it is stored once."""
    assert video == read_video(videos.film())


def test_noise_stays_small() -> None:
    """Nobody fills our store with what no encoder can make small."""
    chance = np.random.default_rng(7)
    noise = (chance.integers(0, 256, (360, 640, 3), dtype=np.uint8) for _ in range(50))

    assert len(encode(noise)) < 2 * 700_000
