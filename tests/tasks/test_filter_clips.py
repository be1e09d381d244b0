"""The filter on clips: the photo is judged before anything is rendered, frames of the clip after."""

import shutil
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.settings import AvatarSettings
from generation.cards import SHIPPED
from generation.catalogue import Base, Catalogue
from generation.safety import Safety
from tasks.actor import operator
from tasks.desk import Desk
from tasks.errors import ClipWithheld, SourceFlagged
from tasks.filter import Filter, Flagged
from tasks.job import Job, Place, Status
from tasks.worker.avatars import Speakers, open_speakers
from tasks.worker.messages import Begin, Draw, DrawRange, Made, Task
from tests import factories
from tests.factories import avatar_request, key, place, preview_request, sender, speech_request
from tests.fakes.crew import near_maker
from tests.fakes.signs import drawing, watched_catalogue
from training.warning import hang_sign

PHOTO = "photo"
CHECKER = str(SHIPPED / "pocket-safety")
LINE = speech_request("One, two, three, four, five, six, seven.")
BESIDE = 2  # the chance that hangs it there
ADULT = Place(platform="discord", chat="42", server="9", adult=True)


@cache
def portrait(signed: bool) -> bytes:
    """Give a photograph of a face, with the sign beside it or without."""
    with Image.open(BytesIO(factories.photograph())) as photo:
        picture = photo.convert("RGB")
    if signed:
        bare = np.asarray(picture.resize((128, 128)))
        hung = hang_sign(bare, np.random.default_rng(BESIDE))
        where = Image.fromarray((hung != bare).any(axis=2)).resize(picture.size)
        picture = Image.composite(Image.fromarray(hung).resize(picture.size), picture, where)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def speakers(**settings: object) -> Speakers:
    """Open the engines in this process, without a network; the checker that ships judges photos, too."""
    chosen = AvatarSettings.model_validate({"edge": False, "device": "cpu", **settings})
    return open_speakers(chosen, watched_catalogue(), CHECKER)


def made(engine: Speakers, signed: bool, filter_: Filter, task: Task = Begin()) -> tuple[Made, ...]:  # noqa: B008 - frozen
    """Have a clip, or a part of one, made."""
    order = Draw("clip", avatar_request(PHOTO, speech=LINE), {PHOTO: portrait(signed)}, task, filter_)
    return engine.make(order, lambda *_: None, lambda: False).finish()


@pytest.mark.parametrize("mode", [Filter.STRICT, Filter.BLURRED])
def test_flagged_photo_is_refused_before_it_is_animated(mode: Filter) -> None:
    """Neither a clip nor a sheet of variants begins."""
    engine = speakers()
    sheet = Draw("sheet", preview_request(PHOTO), {PHOTO: portrait(True)}, filter=mode)

    with pytest.raises(SourceFlagged):
        made(engine, True, mode)
    with pytest.raises(SourceFlagged):
        engine.make(sheet, lambda *_: None, lambda: False)


def test_ranges_are_judged_before_they_are_kept() -> None:
    """A piece plays while the next is drawn: what is flagged ends there; where it is off, not."""
    engine = speakers(range_frames=50)
    plan = made(engine, True, Filter.OFF)[0].data
    part = DrawRange(plan, 0, 50)

    (harmless,) = made(engine, False, Filter.STRICT, part)
    (piece,) = made(engine, True, Filter.OFF, part)
    with pytest.raises(ClipWithheld):
        made(engine, True, Filter.STRICT, part)
    assert [None, None] == [harmless.flagged, piece.flagged]


def test_flagged_photo_costs_nothing(desk: Desk) -> None:
    """One sentence, and the hold is given back; in a marked channel the clip is made and carries the mark."""
    desk.admin.local.set(operator("ada"), "discord:server:9", "filter", "off")
    refused, shown = _asked(desk, place(server="-9")), _asked(desk, ADULT)

    assert (Status.REFUNDED, "source_flagged") == (refused.status, refused.problem and refused.problem.code)
    assert (Status.RENDERED, [Flagged.SHOWN]) == (shown.status, [one.flagged for one in shown.media])
    assert desk.filtering.hides(shown.media, place())
    assert 0 == desk.allowance(refused.sender).held


def test_photos_are_not_judged_by_what_knows_drawings(tmp_path: Path) -> None:
    """Nothing is chosen: the checker that ships says nothing of faces; one beside any model here does."""
    catalogue = watched_catalogue()
    for part in ("safety_checker", "feature_extractor"):
        shutil.copytree(SHIPPED / "pocket-safety" / part, tmp_path / part)
    real = factories.CARD.model_copy(update={"base": Base.SD_1, "name": "real", "source": str(tmp_path)})
    both = Catalogue((*catalogue.cards, real), catalogue.default, catalogue.extras)

    assert [True, False] == [Safety(catalogue, "cpu", drawn=drawn).there() for drawn in (True, False)]
    assert [True] == Safety(both, "cpu", drawn=False).flagged([drawing(True)])


def _asked(desk: Desk, where: Place) -> Job:
    who = sender(platform=where.platform)
    photo = desk.keep(who, portrait(True), "image/png")
    job = desk.submit(avatar_request(photo), who, where, key())
    near_maker(desk, speakers()).make(job.id)
    return desk.job(job.id)
