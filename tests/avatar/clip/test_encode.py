"""Frames and sound come out as they went in, within the limits, or nothing is left."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.animator import Frames, Pixels
from avatar.clip.encode import encode
from avatar.clip.errors import ClipNotWritten, ClipTooLarge, FramesMissing, RoundClipTooLong
from avatar.clip.options import Clip, ClipOptions
from avatar.honest.style import Corner
from avatar.pace import FPS
from avatar.requests import Aspect
from avatar.sound import Sound
from generation.errors import Cancelled
from tests.avatar.clip.footage import (
    SIDE_PX,
    first_of,
    never,
    noise,
    nothing,
    picture,
    pictures_of,
    silence,
    swaying,
    tone,
)


def test_every_frame_comes_out_again(clip: Clip) -> None:
    """As many, of the same size and nearly the same colours."""
    shown = pictures_of(clip.path)

    assert 2 * FPS == len(shown)
    middle = slice(SIDE_PX // 4, 3 * SIDE_PX // 4)  # without the label
    assert 6 > np.abs(shown[0][middle].astype(float) - picture()[middle]).mean()


def test_sound_and_pictures_end_together(clip: Clip) -> None:
    """Within one frame, as a player counts."""
    with av.open(str(clip.path), "r") as file:
        ends_s = [
            float((stream.duration or 0) * (stream.time_base or 0))
            for stream in (file.streams.video[0], file.streams.audio[0])
        ]

    assert ends_s == pytest.approx([2.0, 2.0], abs=1 / FPS)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 24_000, 48_000])
def test_sound_stays_in_step(tmp_path: Path, rate_hz: int) -> None:
    """A click at one second is heard at one second, whatever the rate."""
    samples = np.zeros(2 * rate_hz, np.float32)
    samples[rate_hz : rate_hz + rate_hz // 50] = 0.9
    encode(swaying(2 * FPS), Sound(samples, rate_hz), ClipOptions(), tmp_path / "c.mp4", nothing, never)

    with av.open(str(tmp_path / "c.mp4"), "r") as file:
        heard = [(frame.time or 0.0, frame.rate, frame.to_ndarray()[0]) for frame in file.decode(audio=0)]
    loudest = max(heard, key=lambda each: float(np.abs(each[2]).max()))
    assert 1.0 == pytest.approx(loudest[0] + int(np.argmax(np.abs(loudest[2]))) / loudest[1], abs=1 / FPS)


def test_longer_sound_is_cut_off(tmp_path: Path) -> None:
    """A clip is as long as its frames."""
    encode(swaying(FPS), tone(3.0), ClipOptions(), tmp_path / "clip.mp4", nothing, never)

    with av.open(str(tmp_path / "clip.mp4"), "r") as file:
        assert 1.0 == pytest.approx((file.duration or 0) / 1_000_000, abs=1 / FPS)


def test_clip_plays_before_it_is_all_there(clip: Clip) -> None:
    """The table of contents stands before the content."""
    content = clip.path.read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


def test_players_of_all_kinds_take_it(clip: Clip) -> None:
    """H.264 in 4:2:0 and AAC."""
    with av.open(str(clip.path), "r") as file:
        video, audio = file.streams.video[0].codec_context, file.streams.audio[0].codec_context

    assert ("h264", "yuv420p", "aac") == (video.name, video.pix_fmt, audio.name)


def test_frames_are_taken_one_by_one(tmp_path: Path) -> None:
    """When a frame is made, those before it are already encoded or being encoded."""
    told: list[float] = []
    made_when_told: list[int] = []
    made = 0

    def counting() -> Frames:
        def pictures() -> Iterator[Pixels]:
            nonlocal made
            for each in swaying(4 * FPS).pictures:
                made += 1
                yield each

        return Frames(4 * FPS, SIDE_PX, SIDE_PX, pictures())

    def tell(share: float) -> None:
        told.append(share)
        made_when_told.append(made)

    encode(counting(), tone(4), ClipOptions(), tmp_path / "clip.mp4", tell, never)

    assert told == [made / (4 * FPS) for made in made_when_told]
    assert 1.0 == told[-1]


@pytest.mark.parametrize(
    ("aspect", "size"),
    [(Aspect.SQUARE, (128, 128)), (Aspect.TALL, (128, 228)), (Aspect.WIDE, (228, 128))],
)
def test_square_stays_sharp_in_other_shapes(tmp_path: Path, aspect: Aspect, size: tuple[int, int]) -> None:
    """The picture in the middle, something darker of the same colours around it."""
    clip = encode(swaying(FPS), tone(1), ClipOptions(aspect), tmp_path / "clip.mp4", nothing, never)
    shown = first_of(clip.path)

    assert size == (clip.width_px, clip.height_px) == (shown.shape[1], shown.shape[0])
    left, top = (size[0] - SIDE_PX) // 2, (size[1] - SIDE_PX) // 2
    inner = shown[top + 32 : top + 96, left + 32 : left + 96]
    sharp = list(swaying(FPS).pictures)[FPS // 2][32:96, 32:96]
    assert 6 > np.abs(inner.astype(float) - sharp).mean()


def test_around_the_square_is_dark(tmp_path: Path) -> None:
    """So that the eye finds the face."""
    clip = encode(swaying(FPS), tone(1), ClipOptions(Aspect.TALL), tmp_path / "clip.mp4", nothing, never)
    shown = first_of(clip.path).astype(float)

    assert 0.75 * shown[60:168].mean() > shown[180:].mean() > 10


def test_clip_fits_into_its_limit(tmp_path: Path) -> None:
    """Even of pictures that cannot be made small, in one encode."""
    limit = 150_000
    clip = encode(
        noise(4 * FPS, 128), tone(4), ClipOptions(max_bytes=limit), tmp_path / "c.mp4", nothing, never
    )

    assert limit >= clip.bytes == clip.path.stat().st_size
    assert limit / 2 < clip.bytes


def test_limit_that_leaves_blocks_is_refused(tmp_path: Path) -> None:
    """Before any frame is made; what would fit is told."""
    with pytest.raises(ClipTooLarge) as refused:
        encode(
            swaying(60 * FPS), tone(60), ClipOptions(max_bytes=300_000), tmp_path / "c.mp4", nothing, never
        )

    assert {"duration_s": 60.0, "limit_mb": 0.3, "fitting_s": 25} == refused.value.facts


@pytest.mark.parametrize("broken", ["cancelled", "short", "no folder"])
def test_nothing_is_left_of_a_broken_clip(tmp_path: Path, broken: str) -> None:
    """Neither of a cancelled one, nor where frames are missing or the disk refuses."""
    to = tmp_path / ("none/clip.mp4" if broken == "no folder" else "clip.mp4")
    frames = swaying(FPS)
    if broken == "short":
        frames = Frames(2 * FPS, SIDE_PX, SIDE_PX, frames.pictures)
    expected = {"cancelled": Cancelled, "short": FramesMissing, "no folder": ClipNotWritten}[broken]

    with pytest.raises(expected):
        encode(frames, tone(1), ClipOptions(), to, nothing, lambda: broken == "cancelled")

    assert [] == list(tmp_path.iterdir())


def test_round_clip_is_square_and_short(tmp_path: Path) -> None:
    """As Telegram takes them, the label where the circle does not cut it."""
    wanted = ClipOptions(aspect=Aspect.WIDE, round=True)
    clip = encode(swaying(FPS), tone(1), wanted, tmp_path / "clip.mp4", nothing, never)

    assert (SIDE_PX, SIDE_PX) == (clip.width_px, clip.height_px)
    with pytest.raises(RoundClipTooLong):
        encode(swaying(61 * FPS), tone(1), wanted, tmp_path / "clip.mp4", nothing, never)


def test_silence_makes_a_clip(tmp_path: Path) -> None:
    """With a track that nobody hears, and a fingerprint of pictures only."""
    clip = encode(swaying(FPS), silence(1), ClipOptions(), tmp_path / "clip.mp4", nothing, never)

    assert FPS == len(pictures_of(clip.path))


@pytest.mark.parametrize("corner", list(Corner))
def test_label_is_on_every_frame(tmp_path: Path, corner: Corner) -> None:
    """Black pictures are not black where the label stands."""
    black = Frames(FPS, SIDE_PX, SIDE_PX, (np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8) for _ in range(FPS)))
    wanted = ClipOptions()
    wanted = ClipOptions(label=wanted.label.model_copy(update={"corner": corner}))
    clip = encode(black, tone(1), wanted, tmp_path / "clip.mp4", nothing, never)

    for shown in pictures_of(clip.path):
        half = shown[: SIDE_PX // 2] if corner.startswith("top") else shown[SIDE_PX // 2 :]
        assert 150 < half.max()
        assert 60 > min(shown[: SIDE_PX // 2].max(), shown[SIDE_PX // 2 :].max())
