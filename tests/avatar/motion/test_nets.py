"""The networks: from windows of mel to expression and pose."""

import pytest
import torch
from torch import Tensor, nn

from avatar.motion.errors import NoSuchPoseStyle
from avatar.motion.nets import MotionNets, load_nets
from avatar.motion.pose import chunk_count
from avatar.motion.smoothing import smooth
from avatar.weights.errors import WeightsForeign
from tests.avatar.motion.goldens import assert_near, numbers

STYLES = (0, 23)


def _tensor(name: str, key: str) -> Tensor:
    return torch.from_numpy(numbers(name, key))


def test_expression_is_the_originals(nets: MotionNets) -> None:
    """The embedding of what is heard, and the expression made of it."""
    net = nets.expression
    reference = _tensor("audio2exp", "ref_exp").expand(24, -1)

    embedding = net.embed(_tensor("audio2exp", "windows")[:, None])
    expression = net(embedding, reference, _tensor("audio2exp", "blink_ratio"))

    assert_near(numbers("audio2exp", "audio_embedding_first3"), embedding[:3], 2e-5)
    assert_near(numbers("audio2exp", "exp"), expression, 2e-5)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [45, 20, 3])
def test_pose_is_the_originals(nets: MotionNets, count: int, style: int) -> None:
    """More than a chunk, less than one, and the fewest frames that can be smoothed."""
    reference = _tensor("audio2pose", "ref_pose")

    embedding = nets.pose.embed(_tensor("audio2pose", "windows")[1:count, None])
    motion = nets.pose(embedding, reference, _tensor("audio2pose", f"z_T{count}"), style)
    raw = torch.cat([reference[None], reference + motion]).numpy()

    heard = numbers("audio2pose", f"audio_embedding_frames1to3_T{count}")
    assert_near(heard, embedding[:3], 2e-5)
    assert_near(numbers("audio2pose", f"pose_raw_T{count}_style{style}"), raw, 1e-5)
    assert_near(numbers("audio2pose", f"pose_smooth_T{count}_style{style}"), smooth(raw), 1e-5)


def test_folding_changes_rounding_only(plain: MotionNets, folded: MotionNets) -> None:
    """Both embeddings, against their size of about 8, and a chunk of motion."""
    windows = _tensor("audio2pose", "windows")[:33, None]
    reference, latents = _tensor("audio2pose", "ref_pose"), _tensor("audio2pose", "z_T20")

    embedding = plain.pose.embed(windows)

    for ours, theirs in ((plain.pose, folded.pose), (plain.expression, folded.expression)):
        expected = ours.embed(windows).numpy()
        assert_near(expected, theirs.embed(windows), 1e-6 * float(expected.max()))
    alone, together = (net(embedding[1:], reference, latents, 5) for net in (plain.pose, folded.pose))
    assert_near(alone.numpy(), together, 1e-6)


def test_every_norm_after_a_convolution_is_folded(folded: MotionNets) -> None:
    """What is left stands before a ReLU: one in each of the six residual units of the pose."""

    def norms(net: nn.Module) -> int:
        return sum(isinstance(part, nn.BatchNorm2d) for part in net.modules())

    assert 0 == norms(folded.expression)
    assert 6 == norms(folded.pose)


@pytest.mark.parametrize("damage", ["missing", "unknown", "shape"])
@pytest.mark.parametrize("part", ["audio2exp", "audio2pose"])
def test_weights_of_another_model_are_refused(
    weights: dict[str, dict[str, Tensor]], part: str, damage: str
) -> None:
    """Every weight must be there and known, and have its shape."""
    state = dict(weights[part])
    name = next(name for name in state if name.endswith("0.conv_block.0.bias"))
    changed = {
        "missing": {},
        "unknown": {name: state[name], "more": state[name]},
        "shape": {name: torch.zeros(1)},
    }
    del state[name]
    damaged = weights | {part: state | changed[damage]}

    with pytest.raises(WeightsForeign):
        load_nets(damaged["audio2exp"], damaged["audio2pose"])


def test_chunks_without_overlap_are_their_own(folded: MotionNets) -> None:
    """A whole chunk's motion is the same whatever comes after it."""
    embedding = folded.pose.embed(_tensor("audio2pose", "windows")[:, None])
    reference, latents = _tensor("audio2pose", "ref_pose"), _tensor("audio2pose", "z_T45")

    one, more = (folded.pose(embedding[:n], reference, latents[: chunk_count(n + 1)], 0) for n in (32, 40))

    assert_near(one.numpy(), more[:32], 1e-6)


@pytest.mark.parametrize("style", [-1, 46])
def test_unknown_style_is_refused(folded: MotionNets, style: int) -> None:
    """With the last that there is."""
    with pytest.raises(NoSuchPoseStyle) as refused:
        folded.pose(torch.zeros(1, 512), torch.zeros(6), torch.zeros(1, 64), style)

    assert {"style": style, "last": 45} == refused.value.facts


def test_last_style_is_known(folded: MotionNets) -> None:
    """And differs from the first."""
    given = torch.zeros(1, 512), torch.zeros(6), torch.zeros(1, 64)

    first, last = (folded.pose(*given, style) for style in (0, 45))

    assert not torch.allclose(first, last, atol=1e-4)


@pytest.mark.parametrize(
    ("frames", "chunks"), [(1, 0), (2, 1), (12, 1), (33, 1), (34, 2), (65, 2), (66, 3), (15000, 469)]
)
def test_a_clip_has_a_chunk_for_every_32_frames_after_the_first(frames: int, chunks: int) -> None:
    """The last may be a short one."""
    assert chunks == chunk_count(frames)
