"""A model learns a handful of pictures: measurably, and the same whether or not it was interrupted."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps
from safetensors.torch import load

from generation.adapters.lora import read_lora
from generation.cards import pocket
from generation.errors import Cancelled
from generation.learning.errors import CannotLearn
from generation.learning.learn import Learnt, Lesson, Told, learn
from generation.learning.sitter import sit
from training.drawing import example
from training.folder import POCKET, open_easel

COUNT = 5
LESSON = Lesson("a grey house", steps=18, save_every=9)


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    """Draw what the model has never seen: drawings as negatives."""
    drawn = [example(10_000_000 + seed, for_evaluation=True)[1].picture for seed in range(COUNT)]
    return [ImageOps.invert(Image.fromarray(one)) for one in drawn]


@pytest.fixture(scope="module")
def whole(pictures: list[Image.Image], tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    """Train without a break."""
    checkpoint = tmp_path_factory.mktemp("whole") / "checkpoint.pt"
    return learn(sit(pocket(), "cpu"), pictures, LESSON, checkpoint)


def test_error_for_its_pictures_falls(whole: Learnt) -> None:
    """By a fifth at least within eighteen steps, measured in the same noise before and after."""
    assert whole.error_after < 0.8 * whole.error_before


def test_interrupted_training_ends_with_the_same_file(
    whole: Learnt, pictures: list[Image.Image], tmp_path: Path
) -> None:
    """A worker that was killed costs the steps since the last checkpoint, and nothing else."""
    told: list[Told] = []

    def killed(news: Told) -> None:
        told.append(news)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learn(sit(pocket(), "cpu"), pictures, LESSON, tmp_path / "checkpoint.pt", killed)
    again = learn(sit(pocket(), "cpu"), pictures, LESSON, tmp_path / "checkpoint.pt", told.append)

    assert [9, 18] == [one.step for one in told]
    assert whole.file == again.file
    assert whole.error_before == again.error_before


def test_cancelled_training_leaves_a_checkpoint_of_its_own(
    pictures: list[Image.Image], tmp_path: Path
) -> None:
    """Another lesson does not go on from it."""
    checkpoint, steps = tmp_path / "checkpoint.pt", iter([False, False, True])
    with pytest.raises(Cancelled):
        learn(sit(pocket(), "cpu"), pictures, LESSON, checkpoint, cancelled=lambda: next(steps))
    told: list[Told] = []
    other = Lesson("a grey boat", steps=2, save_every=1, sketch_every=2)
    learn(sit(pocket(), "cpu"), pictures, other, checkpoint, told.append)

    assert [1, 2] == [one.step for one in told]
    assert [None, (128, 128)] == [one.sketch and one.sketch.size for one in told]


def test_what_was_learnt_is_worked_into_the_weights(whole: Learnt, tmp_path: Path) -> None:
    """As any LoRA of diffusers is; the file says what calls it."""
    (tmp_path / "learnt.safetensors").write_bytes(whole.file)
    lora = read_lora(tmp_path / "learnt.safetensors", "learnt")
    easel, _ = open_easel(POCKET)

    assert len(load(whole.file)) // 2 == lora.work_into(easel.unet, "unet")
    assert b'"modelspec.trigger_phrase":"a grey house"' in whole.file[:4_000_000]


def test_model_of_another_family_is_refused() -> None:
    """In one sentence, before anything is loaded."""
    with pytest.raises(CannotLearn):
        sit(pocket().model_copy(update={"family": "stable-diffusion-xl"}), "cpu")
