"""From what is heard to the expression of the face."""

import torch
from torch import Tensor, nn

from avatar.motion.audio_encoder import EMBEDDING, AudioEncoder
from avatar.motion.coefficients import EXPRESSION


class AudioToExpression(nn.Module):
    """Gives the expression coefficients of every frame from its window of mel; frames do not mix."""

    def __init__(self) -> None:
        super().__init__()
        self.audio_encoder = AudioEncoder()
        self.mapping1 = nn.Linear(EMBEDDING + EXPRESSION + 1, EXPRESSION)

    def embed(self, windows: Tensor) -> Tensor:
        """Encode windows of mel, [n, 1, 80, 16] to [n, EMBEDDING]."""
        embedding: Tensor = self.audio_encoder(windows)
        return embedding.flatten(1)

    def forward(self, embedding: Tensor, reference: Tensor, blinks: Tensor) -> Tensor:
        """Map embedding [n, EMBEDDING], reference [n, EXPRESSION] and blinks [n] to [n, EXPRESSION].

        The map is linear in the three together, so each may be moved between two of its values alone.
        """
        expression: Tensor = self.mapping1(torch.cat([embedding, reference, blinks[:, None]], 1))
        return expression
