"""The network that tells from coefficients how the head is held and what the face does."""

from torch import Tensor, nn

from avatar.folding import load_plain
from avatar.render.layers import Weights
from avatar.render.transform import BINS, Head, degrees

WIDTH = 1024  # channels
POINTS = 15
LEAK = 0.1


class Mapping:
    """Reads windows of coefficients. Always in float32.

    Source: Ren et al. (2021), PIRenderer, section 3.1.
    """

    def __init__(self, state: Weights) -> None:
        """Take the weights under ``mapping`` in a checkpoint; how wide a window is they tell themselves."""
        inputs = state["first.0.weight"].shape[1]
        self.net = load_plain(lambda: MappingNet(inputs), state)

    def __call__(self, windows: Tensor) -> Head:
        """Tell what the windows [n, 70 or 73, 27] ask for."""
        yaw, pitch, roll, shift, expression = self.net(windows)
        return Head(degrees(yaw), degrees(pitch), degrees(roll), shift, expression.unflatten(1, (POINTS, 3)))


class MappingNet(nn.Module):
    """The network itself, its children named as in the checkpoint."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv1d(inputs, WIDTH, 7))
        self.encoder0 = _Encoder()
        self.encoder1 = _Encoder()
        self.encoder2 = _Encoder()
        self.fc_yaw = nn.Linear(WIDTH, BINS)
        self.fc_pitch = nn.Linear(WIDTH, BINS)
        self.fc_roll = nn.Linear(WIDTH, BINS)
        self.fc_t = nn.Linear(WIDTH, 3)
        self.fc_exp = nn.Linear(WIDTH, 3 * POINTS)

    def forward(self, windows: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Give the votes for yaw, pitch and roll [n, 66], the shift [n, 3] and the expression [n, 45]."""
        x = self.encoder2(self.encoder1(self.encoder0(self.first(windows)))).mean(dim=2)  # [n, 1024]
        return self.fc_yaw(x), self.fc_pitch(x), self.fc_roll(x), self.fc_t(x), self.fc_exp(x)


class _Encoder(nn.Sequential):
    """Looks three frames to either side and adds what it sees; the window gets 6 frames shorter."""

    def __init__(self) -> None:
        super().__init__(nn.LeakyReLU(LEAK), nn.Conv1d(WIDTH, WIDTH, 3, dilation=3))

    def forward(self, x: Tensor) -> Tensor:
        seen: Tensor = self[1](self[0](x))
        return seen + x[:, :, 3:-3]
