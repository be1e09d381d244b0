"""Six variants on one sheet."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from avatar.animator import Box, Pixels
from avatar.clip.errors import NoSuchFace, PieceBroken, PlanBroken, RoundClipTooLong
from avatar.preview import Trial, Trials, draw_preview, draw_variant, join_preview, plan_preview
from avatar.puppet.puppet import Puppet
from avatar.requests import VARIANTS, SpeechRequest, take
from avatar.settings import AvatarSettings
from avatar.sheet import CELL_PX, GUTTER_PX, HEIGHT_PX, STEP_PX, WIDTH_PX, cell_of, cell_to_bytes
from avatar.sound import Speech
from avatar.talk import Found as Face
from avatar.talk import Talker
from avatar.talker import pixels_of
from avatar.variants import preview_of
from generation.errors import Cancelled
from tests.avatar.clip.footage import tone
from tests.avatar.painter import PHOTO, WHOLE_S, Found, Painter, asked, draw, hush, middles, pages
from tests.factories import photograph


@pytest.fixture
def painter() -> Painter:
    """Make an animator that remembers."""
    return Painter()


@pytest.fixture
def talker(painter: Painter) -> Talker:
    """Set up a studio that counts how often it speaks."""

    def speak(_: SpeechRequest) -> Speech:
        return Speech(tone(WHOLE_S), voice="fake/one")

    faces = (Found(Box(10, 20, 100, 120)),)
    return Talker({"puppet": painter}, speak, lambda _: faces, AvatarSettings(_env_file=None))


def test_sheet_plays_for_two_seconds_with_sound(talker: Talker, tmp_path: Path) -> None:
    """However long the whole clip is."""
    sheet = draw(talker, tmp_path)

    assert (WIDTH_PX, HEIGHT_PX, 2.0) == (sheet.width_px, sheet.height_px, sheet.duration_s)
    with av.open(str(sheet.path)) as file:
        heard = [frame.to_ndarray() for frame in file.decode(audio=0)]
    assert 0.1 < np.abs(np.concatenate(heard, axis=1)).max()
    assert {shape.shape for shape in pages(sheet)} == {(HEIGHT_PX, WIDTH_PX, 3)}


def test_each_cell_shows_its_variant(talker: Talker, tmp_path: Path) -> None:
    """In the order of their numbers: three beside each other, two below."""
    sheet = draw(talker, tmp_path)
    variants = preview_of(asked()).variants

    expected = [round(60 + 60 * one.mouth + 30 * one.head) for one in variants]
    for page in (pages(sheet)[0], pages(sheet)[-1]):
        assert np.allclose(expected, middles(page), atol=4)


def test_every_cell_has_a_number_beside_it(talker: Talker, tmp_path: Path) -> None:
    """White, and none like another."""
    page = pages(draw(talker, tmp_path))[0]
    rows = (slice(0, 80), slice(HEIGHT_PX // 2, HEIGHT_PX // 2 + 80))
    columns = [slice(column * STEP_PX, column * STEP_PX + GUTTER_PX) for column in range(3)]
    marks = [page[row, column] > 200 for row in rows for column in columns]

    assert all(mark.any() for mark in marks)
    assert VARIANTS == len({mark.tobytes() for mark in marks})


@pytest.mark.parametrize(("width_px", "height_px"), [(1000, 400), (300, 900), (40, 60)])
def test_pictures_of_any_shape_stay_in_their_cells(
    talker: Talker, tmp_path: Path, width_px: int, height_px: int
) -> None:
    """A framing may show the whole photo."""
    odd = replace(talker, animators={"puppet": Painter(width_px, height_px)})
    page = pages(draw(odd, tmp_path))[0]
    between = [page[HEIGHT_PX // 2 - 40 : HEIGHT_PX // 2, column * STEP_PX + 4] for column in range(3)]

    assert all(middle > 60 for middle in middles(page))
    assert np.max(between) < 60


def test_sheet_is_labelled_and_its_thumbnail_shows_it(talker: Talker, tmp_path: Path) -> None:
    """As every clip is."""
    sheet = draw(talker, tmp_path)
    page = pages(sheet)[12]
    small = np.asarray(Image.open(BytesIO(sheet.thumbnail)))
    corner = page[-80:, 16:260]

    assert (corner.max(axis=2) > 200).sum() > 100
    assert (180, 320, 3) == small.shape
    assert np.abs(cv2.resize(page, (320, 180), interpolation=cv2.INTER_AREA) - small.astype(float)).mean() < 4


def test_sheet_is_known_again_by_what_it_plays(talker: Talker, tmp_path: Path) -> None:
    """Not by the sound of the whole clip."""
    one = draw(replace(talker, speak=lambda _: Speech(tone(9.0))), tmp_path)
    other = draw(replace(talker, speak=lambda _: Speech(tone(2.0))), tmp_path)

    assert len(one.fingerprint.sound) == len(other.fingerprint.sound) > 0


def test_all_is_planned_for_the_whole_clip_but_small(
    talker: Talker, painter: Painter, tmp_path: Path
) -> None:
    """The sheet shows how the taken clip begins; what only costs time is left out."""
    draw(talker, tmp_path, size_px=512, restore=0.8)

    whole = preview_of(asked(size_px=512, restore=0.8))
    taken = [take(whole, number) for number in range(1, VARIANTS + 1)]
    assert [(one.head, one.eyes, one.mouth, one.seed) for one in taken] == [
        (manner.head, manner.eyes, manner.mouth, manner.seed) for manner, _ in painter.planned
    ]
    assert {(256, 0.0)} == {(size_px, manner.restore) for manner, size_px in painter.planned}


def test_variants_are_drawn_one_after_the_other(talker: Talker, painter: Painter, tmp_path: Path) -> None:
    """There may be only one device."""
    draw(talker, tmp_path)

    assert (1, 0) == (painter.most_at_once, painter.drawing)


def test_speech_and_faces_are_made_once(talker: Talker, tmp_path: Path) -> None:
    """Not for each variant."""
    done: list[str] = []

    def speak(line: SpeechRequest) -> Speech:
        done.append("spoken")
        return talker.speak(line)

    def look(pixels: Pixels) -> Sequence[Face]:
        done.append("looked")
        return talker.find_faces(pixels)

    draw(replace(talker, speak=speak, find_faces=look), tmp_path)

    assert ["spoken", "looked"] == done


def test_sheet_of_three_machines_is_the_same(talker: Talker, tmp_path: Path) -> None:
    """Planned on one, drawn on others in any order, joined on a third: the same file."""
    trial = Trial(preview_of(asked()), PHOTO, tone(4.0))
    whole = draw_preview(trial, talker, tmp_path / "whole.mp4", hush, lambda: False)
    written = plan_preview(trial, talker, lambda: False).to_bytes()
    cells = {}
    for index in (3, 0, 5, 1, 4, 2):
        bare = Trial(trial.request, PHOTO)  # only the photo is sent along
        cell = draw_variant(Trials.from_bytes(written), bare, talker, index, lambda _: None, lambda: False)
        cells[index] = cell_of(cell_to_bytes(cell))
    trials = Trials.from_bytes(written)
    in_order = [cells[index] for index in range(VARIANTS)]
    parts = join_preview(trials, in_order, talker.settings, tmp_path / "parts.mp4", lambda: False)

    assert whole.path.read_bytes() == parts.path.read_bytes()
    assert (WHOLE_S, 4.0) == (trials.whole_s, trials.heard_s)
    assert [(0, 50), (50, 50), (100, 50), (150, 50), (200, 50), (250, 50)] == [
        (part.first, part.count) for part in trials.ranges
    ]


@pytest.mark.parametrize("written", [b"", b"PK\x03\x04", b"nothing"])
def test_damaged_parts_are_known_as_such(written: bytes) -> None:
    """The job is begun anew."""
    with pytest.raises(PlanBroken):
        Trials.from_bytes(written)
    with pytest.raises(PieceBroken):
        cell_of(written)


def test_short_speech_makes_a_short_sheet(talker: Talker, tmp_path: Path) -> None:
    """Nothing is waited for."""
    quick = replace(talker, speak=lambda _: Speech(tone(0.8), voice="fake/one"))

    assert 0.8 == pytest.approx(draw(quick, tmp_path).duration_s)


def test_recording_speaks(talker: Talker, tmp_path: Path) -> None:
    """Where the request names one."""
    trial = Trial(preview_of(asked(sound="sound", speech=None)), PHOTO, tone(4.0))
    sheet = draw_preview(trial, talker, tmp_path / "sheet.mp4", hush, lambda: False)

    assert 2.0 == sheet.duration_s


def test_progress_runs_over_all_six(talker: Talker, tmp_path: Path) -> None:
    """It only grows, in small steps, and ends with all."""
    told: list[tuple[float, str]] = []
    trial = Trial(preview_of(asked()), PHOTO)
    draw_preview(trial, talker, tmp_path / "sheet.mp4", lambda *step: told.append(step), lambda: False)

    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (0, 1) == (shares[0], shares[-1])
    assert max(after - before for before, after in pairwise(shares)) < 0.06
    assert ["speaking", "animating", "finishing"] == list(dict.fromkeys(stage for _, stage in told))


@pytest.mark.parametrize("asked_before", [0, 1, 170, 310])
def test_cancelled_sheet_leaves_nothing(talker: Talker, tmp_path: Path, asked_before: int) -> None:
    """Between two variants, between two frames, or while it is written."""
    left = iter(range(asked_before))
    trial = Trial(preview_of(asked()), PHOTO)
    with pytest.raises(Cancelled):
        draw_preview(trial, talker, tmp_path / "sheet.mp4", hush, lambda: next(left, None) is None)

    assert [] == list(tmp_path.iterdir())


def test_what_the_whole_clip_would_be_refused_for_is_refused_now(talker: Talker, tmp_path: Path) -> None:
    """Before anybody chooses."""
    endless = replace(talker, speak=lambda _: Speech(tone(61.0), voice="fake/one"))

    with pytest.raises(RoundClipTooLong):
        draw(endless, tmp_path, round=True)
    with pytest.raises(NoSuchFace):
        draw(talker, tmp_path, face=3)


def test_puppet_moves_differently_in_each_cell(talker: Talker, tmp_path: Path) -> None:
    """The engine that works everywhere."""
    box = Found(Box(90, 60, 90, 110))
    real = replace(talker, animators={"puppet": Puppet()}, find_faces=lambda _: (box,))
    trial = Trial(preview_of(asked()), pixels_of(photograph()))
    sheet = draw_preview(trial, real, tmp_path / "sheet.mp4", hush, lambda: False)
    page = pages(sheet)[40].astype(np.int16)
    cells = [
        page[top : top + CELL_PX - 80, left : left + CELL_PX]
        for top in (9, 275)
        for left in (GUTTER_PX, STEP_PX + GUTTER_PX, 2 * STEP_PX + GUTTER_PX)
    ]

    assert all(np.abs(cells[0] - other).mean() > 0.1 for other in cells[1:])
