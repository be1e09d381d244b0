"""Which filter holds where; what is flagged is withheld or blurred, and nobody pays for it."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from generation.picture import encode_preview
from generation.requests import LEARNING_LEAST, TrainingRequest
from generation.safety import Safety, blurred
from tasks.actor import operator
from tasks.desk import Desk
from tasks.filter import Filter, Flagged, filter_of
from tasks.job import Job, Place, Progress, Status
from tasks.ledger import verify
from tasks.models import ledger_transactions
from tasks.worker.messages import Draw
from tasks.worker.screen import COARSE, Screen
from tests.factories import image_request, key, place, sender
from tests.fakes.crew import near_maker
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.signs import drawing, png, sign_pictures, watched_catalogue

FULL = 200
SERVER = place(server="-9")
ADULT = Place(platform="discord", chat="42", server="9", adult=True)
WITH_SIGN, WITHOUT = 1, 2  # seeds


def made(desk: Desk, where: Place, request: object = None, **more: object) -> Job:
    """Have something made in a place by the painter of signs."""
    job = desk.submit(request or image_request(**more), sender(platform=where.platform), where, key())  # type: ignore[arg-type]  # a request
    near_maker(desk, sign_pictures()).make(job.id)
    return desk.job(job.id)


def told_back(desk: Desk, job: Job) -> list[tuple[str, str]]:
    """List what moved for a job after its hold: kind and reason."""
    moved = select(ledger_transactions).where(ledger_transactions.c.job_id == job.id)
    with desk.database.begin() as connection:
        rows = connection.execute(moved.order_by(ledger_transactions.c.id)).all()
    return [(row.kind, row.reason) for row in rows][1:]


def strict_to(desk: Desk, mode: str, scope: str = "studio") -> None:
    """Set a filter."""
    desk.admin.local.set(operator("ada"), scope, "filter", mode)


@pytest.mark.parametrize(
    ("where", "marked", "server", "private", "holds"),
    [
        (SERVER, False, Filter.STRICT, Filter.OFF, Filter.STRICT),
        (SERVER, False, Filter.BLURRED, Filter.OFF, Filter.BLURRED),
        (SERVER, False, Filter.OFF, Filter.OFF, Filter.BLURRED),
        (SERVER, True, Filter.OFF, Filter.STRICT, Filter.OFF),
        (SERVER, True, Filter.STRICT, Filter.OFF, Filter.STRICT),
        (place(), False, Filter.OFF, Filter.STRICT, Filter.STRICT),
        (place(), False, Filter.STRICT, Filter.OFF, Filter.OFF),
    ],
)
def test_filter_is_off_only_among_adults(
    where: Place, marked: bool, server: Filter, private: Filter, holds: Filter
) -> None:
    """On a server in marked places alone; private chats follow a setting of their own."""
    assert holds == filter_of(where, marked, server, private)


def test_narrower_setting_decides_and_is_audited(desk: Desk) -> None:
    """A server may be stricter or looser than the studio; who set it stands in the log."""
    assert Filter.STRICT is desk.filtering.at(ADULT)
    strict_to(desk, "blurred")
    strict_to(desk, "off", "discord:server:9")

    assert [Filter.OFF, Filter.BLURRED] == [
        desk.filtering.at(ADULT),
        desk.filtering.at(ADULT.model_copy(update={"adult": False})),
    ]
    assert Filter.BLURRED is desk.filtering.at(SERVER)
    assert Filter.STRICT is desk.filtering.at(place())
    noted = [(one.whom, one.after) for one in desk.audit.read(operator("ada")) if one.act == "setting"]
    assert ("discord:server:9 filter", {"value": "off"}) in noted


def test_withheld_picture_costs_nothing(desk: Desk) -> None:
    """Strict: the job ends with the reason, nothing of the picture is kept, and the hold is given back."""
    job = made(desk, SERVER, seed=WITH_SIGN)

    assert (Status.REFUNDED, "pictures_withheld") == (job.status, job.problem and job.problem.code)
    assert (FULL, 0) == (desk.allowance(sender()).left, desk.allowance(sender()).held)
    assert [("void", "pictures_withheld")] == told_back(desk, job)
    assert [] == [one for one in desk.settings.blobs.rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    ("mode", "seeds", "note"),
    [("strict", [2, 4], "filter_withheld"), ("blurred", [1, 2, 3, 4], "filter_blurred")],
)
def test_share_of_what_is_held_back_is_refunded(desk: Desk, mode: str, seeds: list[int], note: str) -> None:
    """Two of four pictures are flagged: half of the four credits that they took come back."""
    strict_to(desk, mode)
    job = made(desk, SERVER, seed=1, count=4)

    assert (Status.RENDERED, 2, seeds) == (job.status, job.filtered, [one.seed for one in job.media])
    assert [{"count": 2, "all": 4}] == [one.facts for one in job.notes if one.code == note]
    ended = desk.delivered(job.id, job.attempt, "1")
    assert (4, 2, 2) == (ended.price, ended.cost, FULL - desk.allowance(sender()).left)
    assert [("capture", ""), ("void", "filtered 2 of 4")] == told_back(desk, job)
    assert [] == verify(desk.database)


def test_blurred_picture_alone_costs_nothing(desk: Desk) -> None:
    """It is delivered, and nothing is captured; of the original not a pixel is kept."""
    strict_to(desk, "blurred")
    job = made(desk, SERVER, seed=WITH_SIGN)
    ended = desk.delivered(job.id, job.attempt, "1")
    (media,) = ended.media

    assert (Status.DELIVERED, 0, Flagged.BLURRED) == (ended.status, ended.cost, media.flagged)
    assert FULL == desk.allowance(sender()).left
    assert [("void", "filtered 1 of 1")] == told_back(desk, job)
    assert [] == verify(desk.database)
    with Image.open(BytesIO(desk.read(media.key))) as picture:
        assert np.array_equal(np.asarray(picture), np.asarray(blurred(drawing(True))))
        assert '"seed": 1' in picture.info["limner"]
    small = Image.open(BytesIO(desk.thumbnails.of(media))).convert("RGB").resize((128, 128))
    assert np.abs(np.asarray(small).astype(int) - np.asarray(blurred(drawing(True)))).mean() < 6
    assert 2 == len([one for one in desk.settings.blobs.rglob("*") if one.is_file()])


@pytest.mark.parametrize("mode", ["strict", "blurred"])
def test_previews_of_a_flagged_picture_are_blurred(
    desk: Desk, outbox: MemoryOutbox, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """What appears while it is drawn shows as little as what comes out; if that is nothing, none is sharp."""
    strict_to(desk, mode)
    monkeypatch.setattr("tasks.worker.pictures.PREVIEW_EVERY_S", 0.0)
    shown = {}
    for seed in (WITH_SIGN, WITHOUT):
        outbox.sent.clear()
        made(desk, SERVER, seed=seed)
        events = [event for _, event in outbox.sent if isinstance(event, Progress) and event.preview]
        shown[seed] = [np.asarray(Image.open(BytesIO(b64decode(one.preview)))).astype(int) for one in events]

    assert shown[WITH_SIGN]
    assert all(np.abs(one - np.asarray(blurred(drawing(True)))).mean() < 6 for one in shown[WITH_SIGN])
    harmless = blurred(drawing(False), COARSE) if mode == "strict" else drawing(False)
    assert all(np.abs(one - np.asarray(harmless)).mean() < 6 for one in shown[WITHOUT])
    assert (
        np.abs(np.asarray(drawing(False)).astype(int) - np.asarray(blurred(drawing(False), COARSE))).mean()
        > 6
    )


def test_where_it_is_off_everything_is_shown_and_marked(desk: Desk) -> None:
    """In a marked channel: whole and paid for; the mark keeps it out of all other places."""
    strict_to(desk, "off", "discord:server:9")
    job = made(desk, ADULT, seed=WITH_SIGN)
    (media,) = job.media

    assert (Flagged.SHOWN, 0, 1) == (media.flagged, job.filtered, job.cost)
    assert not desk.filtering.hides(job.media, ADULT)
    assert desk.filtering.hides(job.media, place())
    assert desk.filtering.hides(job.media, ADULT.model_copy(update={"adult": False}))
    assert [True, False] == [desk.filtering.looser(ADULT, place()), desk.filtering.looser(place(), ADULT)]


def test_flagged_upload_is_refused(desk: Desk) -> None:
    """Nothing is drawn from it, and nothing charged."""
    from generation.requests import ImageToImageRequest  # noqa: PLC0415 - beside its use

    choices = image_request().model_dump(exclude={"kind", "second_pass"}) | {"seed": WITHOUT}
    signs = [desk.keep(sender(), png(signed), "image/png") for signed in (True, False)]
    requests = [ImageToImageRequest(**choices, picture=one, strength=0.5) for one in signs]
    refused, drawn = [made(desk, SERVER, one) for one in requests]

    assert (Status.REFUNDED, "source_flagged") == (refused.status, refused.problem and refused.problem.code)
    assert (Status.RENDERED, FULL) == (drawn.status, desk.allowance(sender()).left + drawn.price)


def test_slow_lane_and_books_know_it_too(desk: Desk) -> None:
    """What nobody pays for cannot be given back."""
    job = made(desk, SERVER, seed=WITHOUT)

    assert (0, 1) == (job.filtered, job.used)
    assert 0 == job.model_copy(update={"filtered": 1}).used


def test_sketches_of_a_training_are_judged_as_finished_pictures() -> None:
    """Sharp where the filter is strict, too; blurred from the first on that is flagged."""
    chosen = {"name": "mine", "words": "a <mine>", "pictures": ("a.png",), "model": "pocket", "seed": 1}
    request = TrainingRequest.model_validate({**chosen, "steps": LEARNING_LEAST})
    shown: list[bytes] = []
    screen = Screen(Safety(watched_catalogue(), "cpu"), Draw("t", request, filter=Filter.STRICT))
    tell = screen.veil(lambda _share, _stage, preview: shown.append(preview))
    sharp, flagged = encode_preview(drawing(False)), encode_preview(drawing(True))
    for sketch in (sharp, flagged, sharp):
        tell(0.5, "learning", sketch)

    assert [True, False, False] == [one == sharp for one in shown]
    assert shown[1] != flagged
