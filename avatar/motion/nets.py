"""The two networks that make motion of a voice."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from avatar.motion.expression import AudioToExpression
from avatar.motion.folding import fold_batch_norms
from avatar.motion.pose import AudioToPose
from generation.errors import ModelUnavailable

State = Mapping[str, Tensor]

TRAINING_ONLY = ("netG.encoder.", "netD_motion.")  # in the file of the pose, and of no use any more


@dataclass(frozen=True)
class MotionNets:
    """The networks, ready to be asked."""

    expression: AudioToExpression
    pose: AudioToPose


def load_nets(audio2exp: State, audio2pose: State, fold: bool = True) -> MotionNets:
    """Load the networks from the weights under these two prefixes, which are stripped.

    ``fold`` puts the batch norms into the convolutions, which is faster and equal but for rounding.
    Raises ModelUnavailable if a weight is missing, unknown, or of another shape.
    """
    moving = {name: weight for name, weight in audio2pose.items() if not name.startswith(TRAINING_ONLY)}
    with torch.device("meta"):
        nets = MotionNets(AudioToExpression(), AudioToPose())
    for name, net, state in (("audio2exp", nets.expression, audio2exp), ("audio2pose", nets.pose, moving)):
        _fill(name, net, state)
        if fold:
            fold_batch_norms(net)
    return nets


def _fill(name: str, net: nn.Module, state: State) -> None:
    try:
        net.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        raise ModelUnavailable("sadtalker", f"the weights of {name} are not those of SadTalker") from error
    net.eval().requires_grad_(False)
