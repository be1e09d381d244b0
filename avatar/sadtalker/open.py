"""Sets SadTalker up as the operator wants it."""

from avatar.sadtalker.animator import SadTalker
from avatar.sadtalker.nets import Nets
from avatar.sadtalker.restoring import Restorers
from avatar.settings import AvatarSettings
from avatar.weights.files import GFPGAN, RESTORER, SADTALKER
from avatar.weights.folder import folder_of, path_of
from generation.gpu import choose_device
from generation.restoring.network import Restorer, load_restorer
from generation.upscalers.upscale import Upscaler, load_upscaler


def open_sadtalker(settings: AvatarSettings) -> SadTalker:
    """Set up the animator. Loads nothing yet. Raises DeviceMissing if the named device is not there."""
    device = choose_device(settings.device)
    precision = "fp16" if device.type == "cuda" else "fp32"
    nets = Nets(folder_of(SADTALKER, settings), str(device), precision)

    def restorer() -> Restorer:
        return load_restorer(path_of(folder_of(GFPGAN, settings), GFPGAN, RESTORER), device)

    def upscaler() -> Upscaler | None:
        chosen = settings.restore_upscaler
        return load_upscaler(chosen, device) if chosen else None

    return SadTalker(nets, Restorers(restorer, upscaler))
