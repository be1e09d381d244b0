"""From what is heard to how the head moves."""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from avatar.motion.audio_encoder import EMBEDDING, AudioEncoder
from avatar.motion.coefficients import POSE
from avatar.motion.errors import NoSuchPoseStyle
from avatar.motion.residual_unet import ResidualUnet

CHUNK = 32  # frames that the decoder makes together
LATENT = 64
STYLES = 46
CHUNKS_AT_ONCE = 64


def check_style(style: int) -> None:
    """Raise NoSuchPoseStyle for a way of moving the head that was not learnt."""
    if not 0 <= style < STYLES:
        raise NoSuchPoseStyle(style, STYLES - 1)


def chunk_count(frames: int) -> int:
    """Count the chunks, each with a latent of its own, of a clip; its first frame needs none."""
    return -(-(frames - 1) // CHUNK)


class PoseDecoder(nn.Module):
    """The decoder of a conditional variational auto-encoder of head motion.

    Source: Zhang et al., SadTalker (2023), section 3.2 (PoseVAE).
    """

    def __init__(self) -> None:
        super().__init__()
        self.classbias = nn.Parameter(torch.zeros(STYLES, LATENT))
        self.linear_audio = nn.Linear(EMBEDDING, POSE)
        self.MLP = nn.Sequential(
            OrderedDict(
                L0=nn.Linear(POSE + LATENT + CHUNK * POSE, 128),
                A0=nn.ReLU(),
                L1=nn.Linear(128, CHUNK * POSE),
                sigmoid=nn.Sigmoid(),
            )
        )
        self.resunet = ResidualUnet()
        self.pose_linear = nn.Linear(POSE, POSE)

    def forward(self, audio: Tensor, reference: Tensor, latent: Tensor, style: int) -> Tensor:
        """Map audio [n, CHUNK, EMBEDDING], reference [POSE], latent [n, LATENT] to [n, CHUNK, POSE]."""
        heard = self.linear_audio(audio).flatten(1)  # [n, CHUNK * POSE]
        given = torch.cat([reference.expand(len(latent), -1), latent + self.classbias[style], heard], 1)
        drawn = self.MLP(given).unflatten(1, (1, CHUNK, POSE))  # [n, 1, CHUNK, POSE]
        motion: Tensor = self.pose_linear(self.resunet(drawn)[:, 0])
        return motion


class AudioToPose(nn.Module):
    """Gives the motion of the head in every frame after the first."""

    def __init__(self) -> None:
        super().__init__()
        self.audio_encoder = nn.ModuleDict({"audio_encoder": AudioEncoder()})
        self.netG = nn.ModuleDict({"decoder": PoseDecoder()})

    def embed(self, windows: Tensor) -> Tensor:
        """Encode windows of mel, [n, 1, 80, 16] to [n, EMBEDDING]."""
        embedding: Tensor = self.audio_encoder["audio_encoder"](windows)
        return embedding.flatten(1)

    def forward(self, embedding: Tensor, reference: Tensor, latents: Tensor, style: int) -> Tensor:
        """Give the motion of a clip against the reference pose.

        ``embedding`` [n, EMBEDDING] is of the n frames after the first, ``reference`` [POSE],
        ``latents`` [ceil(n / CHUNK), LATENT]. Returns [n, POSE].
        Raises NoSuchPoseStyle.
        """
        check_style(style)
        if not len(embedding):
            return embedding.new_zeros(0, POSE)
        chunks = _chunked(embedding)  # [chunks, CHUNK, EMBEDDING]
        parts = zip(*(torch.split(whole, CHUNKS_AT_ONCE) for whole in (chunks, latents)), strict=True)
        decode = self.netG["decoder"]
        motion = torch.cat([decode(audio, reference, latent, style) for audio, latent in parts])
        rest = len(embedding) % CHUNK or CHUNK
        return torch.cat([motion[:-1].flatten(0, 1), motion[-1, -rest:]])


def _chunked(embedding: Tensor) -> Tensor:
    """Cut [n, c] into [ceil(n / CHUNK), CHUNK, c].

    The last chunk ends with the last frame and overlaps the one before; a clip shorter than a chunk
    is filled up with its first frame.
    """
    whole = len(embedding) // CHUNK * CHUNK
    missing = embedding[:1].expand(max(0, CHUNK - len(embedding)), -1)
    last = torch.cat([missing, embedding[-CHUNK:]])
    pieces = [embedding[:whole], last] if len(embedding) > whole else [embedding[:whole]]
    return torch.cat(pieces).reshape(-1, CHUNK, embedding.shape[1])
