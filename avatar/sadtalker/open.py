"""Sets SadTalker up as the operator wants it."""

from functools import partial

from avatar.restoring import open_restorer, open_upscaler
from avatar.sadtalker.animator import SadTalker
from avatar.sadtalker.nets import Nets
from avatar.sadtalker.restoring import Restorers
from avatar.settings import AvatarSettings
from avatar.weights.files import SADTALKER
from avatar.weights.folder import folder_of
from generation.gpu import choose_device


def open_sadtalker(settings: AvatarSettings) -> SadTalker:
    """Set up the animator. Loads nothing yet. Raises DeviceMissing if the named device is not there."""
    device = choose_device(settings.device)
    precision = "fp16" if device.type == "cuda" else "fp32"
    nets = Nets(folder_of(SADTALKER, settings), str(device), precision)
    restorers = Restorers(
        partial(open_restorer, settings, settings.device),
        partial(open_upscaler, settings.restore_upscaler, settings.device),
    )
    return SadTalker(nets, restorers)
