"""Decides what a face does in every frame of a clip, before the first one is drawn."""

import numpy as np
import torch
from torch import Tensor

from avatar.animator import Manner
from avatar.motion.audio_encoder import EMBEDDING
from avatar.motion.camera import angle_track
from avatar.motion.coefficients import EXPRESSIONS, POSE, POSES
from avatar.motion.expression import AudioToExpression
from avatar.motion.hearing import BANDS, SPAN, WINDOW, Heard
from avatar.motion.motion import Draws, Motion, Track, draw
from avatar.motion.nets import MotionNets
from avatar.motion.pose import AudioToPose, check_style
from avatar.motion.references import References, fit
from avatar.motion.smoothing import smooth

FRAMES_AT_ONCE = 64  # 10 MB a layer; twice as many take longer, as they leave the cache


@torch.inference_mode()
def plan_motion(
    nets: MotionNets,
    heard: Heard,
    source: Track,
    manner: Manner,
    references: References = References(),  # noqa: B008 - frozen and empty
    draws: Draws | None = None,
) -> Motion:
    """Decide what a face does while a voice is heard; every draw comes from the manner's seed.

    ``source`` [73] are the photo's coefficients, ``draws`` take the place of what would be drawn.
    Of the sliders ``head`` multiplies how far the head leaves the photo's pose, ``eyes`` how far the eyes
    shut, ``mouth`` how far the voice moves the face away from silence; at 1 all is as in the original.
    Raises NoSuchPoseStyle, ReferenceEmpty.
    """
    check_style(manner.style)
    draws = draws or draw(heard.count, manner.seed)
    blinks = (
        np.zeros_like(draws.blinks) if references.eyes is not None else draws.blinks * np.float32(manner.eyes)
    )
    face = _face(source, heard.count, manner.eyes, references)
    expression = _expression(nets.expression, heard, face, blinks, manner.mouth)
    sway = smooth(_sway(nets.pose, heard, source, draws, manner.style)) + _lent(references, heard.count)
    return Motion(
        rows=np.concatenate([expression, source[POSES] + np.float32(manner.head) * sway], 1),
        source=source,
        yaw=angle_track(manner.yaw, heard.count),
        pitch=angle_track(manner.pitch, heard.count),
        roll=angle_track(manner.roll, heard.count),
        blinks=blinks,
        latents=draws.latents,
        style=np.array(manner.style, np.int64),
        still=np.array(manner.still),
        expression=np.array(manner.expression, np.float32),
    )


def _expression(net: AudioToExpression, heard: Heard, face: Track, blinks: Track, mouth: float) -> Track:
    """Give the expression of every frame, [T, 64], the voice's part of it times ``mouth``."""
    device = next(net.parameters()).device
    silence = net.embed(torch.full((1, 1, BANDS, WINDOW), -SPAN, device=device))
    embedding = torch.lerp(silence, _embed(net, heard, range(heard.count)), mouth)  # exact at 0 and at 1
    expression = net(embedding, torch.from_numpy(face).to(device), torch.from_numpy(blinks).to(device))
    return np.asarray(expression.cpu(), np.float32)


def _face(source: Track, count: int, eyes: float, references: References) -> Track:
    """Give the expression that each frame begins with, [T, 64]: the photo's, or ``eyes`` times a video's."""
    own = np.tile(source[EXPRESSIONS], (count, 1))
    if references.eyes is None:
        return own
    lent = fit(references.eyes, count)[:, EXPRESSIONS]
    return torch.lerp(torch.from_numpy(own), torch.from_numpy(lent), eyes).numpy()  # exact at 0 and at 1


def _sway(net: AudioToPose, heard: Heard, source: Track, draws: Draws, style: int) -> Track:
    """Give how far the voice moves the head from the photo's pose, [T, 6]; the first frame rests."""
    device = next(net.parameters()).device
    embedding = _embed(net, heard, range(1, heard.count))
    reference, latents = (torch.from_numpy(part).to(device) for part in (source[POSES], draws.latents))
    motion = net(embedding, reference, latents, style)
    return np.concatenate([np.zeros((1, POSE), np.float32), motion.cpu()])


def _lent(references: References, count: int) -> Track:
    """Give how far the head of a video moves from where it is at first, [T, 6]."""
    if references.pose is None:
        return np.zeros((count, POSE), np.float32)
    rows = fit(references.pose, count)[:, POSES]
    return np.asarray(rows - rows[0], np.float32)


def _embed(net: AudioToExpression | AudioToPose, heard: Heard, frames: range) -> Tensor:
    """Encode what is heard in frames, [len(frames), EMBEDDING], in batches of bounded size."""
    device = next(net.parameters()).device
    parts = [torch.zeros(0, EMBEDDING, device=device)]
    for first in range(0, len(frames), FRAMES_AT_ONCE):
        windows = heard.windows(frames[first : first + FRAMES_AT_ONCE])
        parts.append(net.embed(torch.from_numpy(windows).to(device)))
    return torch.cat(parts)
