"""Trainings at the desk: looked at, priced and taken as others are; what came of them is its owner's."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from generation.adapters.errors import AdapterUnknown
from generation.learning.errors import LearntTwice, TooFewToLearn, TooSmallToLearn
from generation.requests import Adapter, AdapterKind, TrainingRequest
from tasks.desk import Desk
from tasks.errors import FeatureNotInPlan, NoSuchUpload, StepsBeyondPlan
from tasks.job import Sender
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.queue import queue_of
from tasks.roles import Role
from tasks.training_errors import TrainingUnderWay
from tests.factories import image_request, key, place, sender

FULL = 200


def png(number: int, side_px: int = 512) -> bytes:
    """Draw a picture that is like no other."""
    noise = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(noise).resize((side_px, side_px), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def asked(desk: Desk, who: Sender | None = None, pictures: int = 5, **more: object) -> TrainingRequest:
    """Keep pictures, and ask for a training."""
    keys = tuple(desk.keep(who or sender(), png(number), "image/png") for number in range(pictures))
    given = {"name": "wuff", "words": "a photo of wuff", "pictures": keys, "model": "pocket", "seed": 7}
    return TrainingRequest.model_validate({**given, "steps": 100, **more})


def test_training_is_taken_and_priced_before(desk: Desk) -> None:
    """Its price is held, it waits in a line of its own, and may wait for longer than a picture."""
    request = asked(desk)
    quote = desk.quote(request, sender(), place())
    job = desk.submit(request, sender(), place(), key(), confirmed=True)

    assert ("training", quote.price, 50) == (queue_of(request), job.price, job.price)
    assert (FULL - 50, 50) == (desk.allowance(sender()).left, desk.allowance(sender()).held)
    assert desk.settings.training_deadline == job.deadline_at - job.submitted_at
    assert "wuff: a photo of wuff" == job.words
    assert quote.cheaper is not None
    assert 75 == getattr(quote.cheaper, "steps", 0)


def test_what_is_wrong_with_pictures_is_said_before_anything_is_charged(desk: Desk) -> None:
    """Too few, too small, one twice, or somebody else's."""
    keys = asked(desk).pictures
    small = desk.keep(sender(), png(9, 100), "image/png")
    again = desk.keep(sender(), png(0, 600), "image/png")
    theirs = desk.keep(sender("66"), png(8), "image/png")
    for pictures, error in (
        (keys[:4], TooFewToLearn),
        ((*keys, small), TooSmallToLearn),
        ((*keys, again), LearntTwice),
        ((*keys, theirs), NoSuchUpload),
    ):
        with pytest.raises(error):
            desk.submit(
                asked(desk, pictures=5).model_copy(update={"pictures": pictures}), sender(), place(), key()
            )
    assert FULL == desk.allowance(sender()).left


def test_one_training_at_a_time(desk: Desk) -> None:
    """A person has no second one while the first waits or runs; somebody else does not mind."""
    first = desk.submit(asked(desk), sender(), place(), key(), confirmed=True)
    with pytest.raises(TrainingUnderWay):
        desk.submit(asked(desk, name="miau"), sender(), place(), key(), confirmed=True)
    desk.submit(asked(desk, sender("66")), sender("66"), place(), key(), confirmed=True)
    desk.cancel(first.id, sender())

    assert FULL == desk.allowance(sender()).left
    desk.submit(asked(desk, name="miau"), sender(), place(), key(), confirmed=True)


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Plan(name="less", features=("text-to-image",)), FeatureNotInPlan),
        (Plan(name="less", learning_limit=99), StepsBeyondPlan),
    ],
    ids=["feature", "steps"],
)
def test_plans_say_who_trains_and_how_long(desk: Desk, plan: Plan, error: type[Exception]) -> None:
    """The kind is a feature like others; the steps have a limit of their own."""
    desk.plans.put(plan)
    desk.plans.assign(subject_of(f"role:{Role.MEMBER}"), "less")

    with pytest.raises(error):
        desk.submit(asked(desk), sender(), place(), key(), confirmed=True)


def test_somebody_elses_adapter_is_not_worn(desk: Desk) -> None:
    """Whatever a request says, names that are private are looked up."""
    worn = Adapter(kind=AdapterKind.LORA, name="wuff~0123456789")
    with pytest.raises(AdapterUnknown):
        desk.submit(image_request().model_copy(update={"adapters": (worn,)}), sender(), place(), key())
    assert FULL == desk.allowance(sender()).left
