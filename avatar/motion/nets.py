"""The two networks that make motion of a voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from avatar.folding import fold_norms
from avatar.motion.expression import AudioToExpression
from avatar.motion.pose import AudioToPose
from avatar.weights.read import load

State = Mapping[str, Tensor]


@dataclass(frozen=True)
class MotionNets:
    """The networks, ready to be asked."""

    expression: AudioToExpression
    pose: AudioToPose


def load_nets(audio2exp: State, audio2pose: State, fold: bool = True) -> MotionNets:
    """Load the networks from their parts of the weights, as `avatar.weights.read.read_part` gives them.

    ``fold`` puts the batch norms into the convolutions, which is faster and equal but for rounding.
    Raises WeightsForeign if a weight is missing, unknown, or of another shape.
    """
    nets = MotionNets(load(AudioToExpression(), audio2exp), load(AudioToPose(), audio2pose))
    if fold:
        fold_norms(nets.expression)
        fold_norms(nets.pose)
    return nets
