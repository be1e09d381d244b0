"""A clip plays while it grows: in a browser by its segments, and by playlists."""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

from avatar.animator import Frames
from avatar.clip.fragments import SOUND_CODEC, duration_s, video_codec
from avatar.clip.options import ClipOptions
from avatar.clip.piece import Piece
from avatar.clip.playlist import Look, master_playlist, playlist, segment_durations
from avatar.clip.ranges import encode_range, ranges
from avatar.clip.soundtrack import Soundtrack, encode_sound
from avatar.pace import FPS, KEY_FRAMES
from tests.avatar.clip.footage import SIDE_PX, never, nothing, picture, swaying, tone
from tests.bots.web.test_browser import CHROMIUM, FLAGS

TOTAL = 3 * KEY_FRAMES + 20
DURATION_S = TOTAL / FPS

# Give what is buffered of pictures and of sound, and how far the player got, or what it complained of.
PLAY = """
async ([parts, wanted]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const video = document.createElement("video");
  const source = new MediaSource();
  video.muted = true;
  video.src = URL.createObjectURL(source);
  await new Promise((done) => source.addEventListener("sourceopen", done, { once: true }));
  const buffers = parts.map(({ type }) => source.addSourceBuffer(type));
  for (const [index, { segments }] of parts.entries()) {
    for (const segment of segments) {
      buffers[index].appendBuffer(bytes(segment));
      await new Promise((done) => buffers[index].addEventListener("updateend", done, { once: true }));
      if (video.error) return { error: video.error.message };
    }
  }
  video.playbackRate = 4;
  await video.play();
  while (video.currentTime < wanted && !video.error) await new Promise((done) => setTimeout(done, 50));
  const spans = buffers.map(({ buffered }) =>
    Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]));
  return { spans, reached: video.currentTime, width: video.videoWidth, error: video.error?.message ?? "" };
}
"""


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Piece]:
    """Encode a clip in two ranges."""
    folder = tmp_path_factory.mktemp("preview")
    drawn = list(swaying(TOTAL).pictures)
    made = []
    for part in ranges(TOTAL, 2 * KEY_FRAMES):
        frames = Frames(part.count, SIDE_PX, SIDE_PX, iter(drawn[part.first : part.first + part.count]))
        to = folder / f"{part.first}.mp4"
        made.append(encode_range(frames, ClipOptions(), part.first, TOTAL, to, nothing, never))
    return made


@pytest.fixture(scope="module")
def track() -> Soundtrack:
    """Encode its sound."""
    return encode_sound(tone(DURATION_S), TOTAL)


def segments_of(pieces: list[Piece]) -> list[bytes]:
    """Read all segments of pieces."""
    return [piece.segment(index) for piece in pieces for index in range(len(piece.parts.segments))]


def test_segments_follow_each_other_in_time(pieces: list[Piece]) -> None:
    """Behind the same head, every frame once, a frame's time apart."""
    head, segments = pieces[0].head(), segments_of(pieces)

    assert {head} == {piece.head() for piece in pieces}
    assert segment_durations(TOTAL) == tuple(duration_s(head, segment) for segment in segments)
    with av.open(BytesIO(head + b"".join(segments)), "r") as file:
        times_s = [frame.time or 0.0 for frame in file.decode(video=0)]
    assert np.allclose(1 / FPS, np.diff(times_s))
    assert TOTAL == len(times_s)


def test_segment_needs_no_other(pieces: list[Piece]) -> None:
    """Whoever joins late sees the very pictures of that time."""
    with av.open(BytesIO(pieces[1].head() + pieces[1].segment(0)), "r") as file:
        shown = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]

    assert KEY_FRAMES == len(shown)
    middle = slice(SIDE_PX // 4, 3 * SIDE_PX // 4)  # without the label
    expected = np.roll(picture(), round(3 * np.sin(2 * KEY_FRAMES / 5)), axis=1)
    assert 6 > np.abs(shown[0][middle].astype(float) - expected[middle]).mean()


def test_sound_comes_in_segments_too(track: Soundtrack) -> None:
    """Not shorter than those of the pictures, so that as many of them are enough."""
    assert len(segment_durations(TOTAL)) >= len(track.segments)
    assert all(2.0 <= each for each in track.durations_s[:-1])
    assert DURATION_S == pytest.approx(sum(track.durations_s), abs=0.05)
    with av.open(BytesIO(track.head + track.segments[0]), "r") as file:
        assert 0 < sum(frame.samples for frame in file.decode(audio=0))


def test_codec_is_named_as_browsers_ask(pieces: list[Piece]) -> None:
    """Profile, constraints and level of H.264."""
    assert video_codec(pieces[0].head()).startswith("avc1.64")
    with pytest.raises(ValueError, match="subsection not found"):
        video_codec(b"something else")


def written(pieces: list[Piece], track: Soundtrack, folder: Path, ended: bool) -> Path:
    """Write playlists and segments as a page would serve them."""
    frames = sum(piece.facts.count for piece in pieces)
    pictures, sounds = segments_of(pieces), track.segments[: len(segments_of(pieces))]
    for name, head, segments in (("v", pieces[0].head(), pictures), ("a", track.head, sounds)):
        (folder / f"{name}.mp4").write_bytes(head)
        for index, segment in enumerate(segments):
            (folder / f"{name}{index}.m4s").write_bytes(segment)
    durations_s = {"v": segment_durations(frames), "a": track.durations_s[: len(sounds)]}
    for name, each in durations_s.items():
        lines = playlist(each, f"{name}.mp4", lambda index, name=name: f"{name}{index}.m4s", ended)  # type: ignore[misc]  # a default binds the loop's name
        (folder / f"{name}.m3u8").write_text(lines)
    look = Look(SIDE_PX, SIDE_PX, video_codec(pieces[0].head()), 1_000_000)
    (folder / "clip.m3u8").write_text(master_playlist(look, "v.m3u8", "a.m3u8"))
    return folder / "clip.m3u8"


def test_player_of_playlists_plays_all_of_it(pieces: list[Piece], track: Soundtrack, tmp_path: Path) -> None:
    """Pictures and sound, to their end."""
    options = {"allowed_extensions": "ALL", "extension_picky": "0"}
    with av.open(str(written(pieces, track, tmp_path, True)), "r", format="hls", options=options) as file:
        seen = [frame.time or 0.0 for frame in file.decode(video=0)]
    with av.open(str(tmp_path / "clip.m3u8"), "r", format="hls", options=options) as file:
        heard = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))

    assert TOTAL == len(seen)
    assert DURATION_S == pytest.approx(heard, abs=0.1)


def test_growing_playlist_has_no_end(pieces: list[Piece], track: Soundtrack, tmp_path: Path) -> None:
    """What was in it stays in it, and a player asks again."""
    written(pieces[:1], track, tmp_path, False)
    early = (tmp_path / "v.m3u8").read_text()
    written(pieces, track, tmp_path, True)
    late = (tmp_path / "v.m3u8").read_text()

    assert "#EXT-X-ENDLIST" not in early
    assert late.endswith("#EXT-X-ENDLIST\n")
    assert late.startswith(early)
    assert "#EXT-X-TARGETDURATION:2\n" in early


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_browser_plays_what_is_there(browser: Browser, pieces: list[Piece], track: Soundtrack) -> None:
    """Two of the segments, without a gap and in step, though the clip is not finished."""
    page = browser.new_page()
    page.goto("data:text/html,<title>clip</title>")
    types = [f'video/mp4; codecs="{video_codec(pieces[0].head())}"', f'audio/mp4; codecs="{SOUND_CODEC}"']
    if not page.evaluate("(types) => types.every((type) => MediaSource.isTypeSupported(type))", types):
        pytest.skip("this Chromium plays no H.264")
    contents = [[pieces[0].head(), *segments_of(pieces[:1])], [track.head, *track.segments[:2]]]
    parts = [
        {"type": type_, "segments": [b64encode(each).decode() for each in content]}
        for type_, content in zip(types, contents, strict=True)
    ]

    told = page.evaluate(PLAY, [parts, 3.5])

    assert "" == told["error"]
    [[seen], [heard]] = told["spans"]
    assert [0.0, 4.0] == pytest.approx(seen, abs=0.001)
    assert 0.0 == pytest.approx(heard[0], abs=0.001)
    assert 4.0 <= heard[1] + 0.05
    assert SIDE_PX == told["width"]
    assert 3.5 <= told["reached"]
