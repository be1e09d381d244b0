"""A reference video reaches whoever plans a clip, and nobody else needs it."""

from collections.abc import Iterator

import numpy as np
import pytest

from avatar.animator import Box, Frames, Manner, Pixels, Portrait, Score
from avatar.face.face import Face
from avatar.intake.mp4 import encode, frames_of
from avatar.pace import FPS, KEY_FRAMES
from avatar.settings import AvatarSettings
from avatar.sound import Speech
from avatar.talk import Talker
from avatar.variants import preview_of
from avatar.voices.shelf import open_shelf
from tasks.asked import sources_of
from tasks.worker.avatars import Speakers
from tasks.worker.messages import Begin, Draw, DrawRange, Join
from tests.avatar.clip.footage import tone
from tests.factories import avatar_request, photograph
from tests.tasks.test_speakers import finished

PHOTO, MOVES = "photo", "moves"
SHADES = (40, 160)
SECONDS = 4  # two ranges


class Following:
    """Shows in every frame how bright the video is there."""

    name = "following"
    range_frames = KEY_FRAMES

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Read the video."""
        assert manner.moves is not None
        shades = [picture.mean() for picture in manner.moves.pictures()]
        return Score(SECONDS * FPS, {"shades": np.resize(np.array(shades), SECONDS * FPS)})

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Draw frames."""
        return Frames(count, size_px, size_px, self._draw(score, size_px, range(first, first + count)))

    def _draw(self, score: Score, size_px: int, frames: range) -> Iterator[Pixels]:
        for frame in frames:
            yield np.full((size_px, size_px, 3), score.tracks["shades"][frame], np.uint8)


def speakers(**settings: object) -> Speakers:
    """Open the engines with one that follows videos."""
    chosen = AvatarSettings.model_validate({"edge": False, **settings})
    face = Face(Box(10, 10, 100, 100), 1.0)
    speech = Speech(tone(SECONDS))
    talker = Talker({"puppet": Following()}, lambda _: speech, lambda _: (face,), chosen)
    return Speakers(open_shelf(chosen), talker)


def test_motion_is_planned_once_and_drawn_without_the_video() -> None:
    """Whoever draws a range is sent the photo alone."""
    engine = speakers()
    film = encode(np.full((96, 96, 3), SHADES[frame // 25 % 2], np.uint8) for frame in range(50))
    request = avatar_request(PHOTO, moves=MOVES)
    photo = {PHOTO: photograph()}

    begun = finished(engine, Draw("plan", request, {**photo, MOVES: film}, Begin()))
    plan = begun.made[0].data
    pieces = tuple(
        finished(engine, Draw("range", request, photo, DrawRange(plan, *part))).made[0].data
        for part in begun.ranges
    )
    [clip] = finished(engine, Draw("join", request, {}, Join(plan, pieces))).made

    seen = [float(picture.mean()) for picture in frames_of(clip.data)]
    assert 2 == len(pieces)
    assert [SHADES[0], SHADES[1]] * 2 == pytest.approx(seen[12::25], abs=12)  # it has a label


def test_sheet_of_variants_is_planned_with_the_video() -> None:
    """Every variant borrows from it."""
    engine = speakers(range_frames=12 * KEY_FRAMES)  # all of it at once
    film = encode([np.full((96, 96, 3), SHADES[1], np.uint8)] * 10)
    request = preview_of(avatar_request(PHOTO, moves=MOVES))

    sources = {PHOTO: photograph(), MOVES: film}
    [sheet] = finished(engine, Draw("sheet", request, sources, Begin())).made

    first = next(frames_of(sheet.data))
    assert SHADES[1] == pytest.approx(float(first[100:150, 150:200].mean()), abs=6)


def test_video_is_one_of_the_sources() -> None:
    """Of a clip, and of a sheet of variants of it."""
    request = avatar_request(PHOTO, moves=MOVES)

    assert (PHOTO, "", MOVES, ()) == sources_of(request) == sources_of(preview_of(request))
