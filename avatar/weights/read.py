"""Reads one network's weights from the published files, and loads them; whatever is amiss is an error."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open

from avatar.weights.convert import COUNTERS, convert
from avatar.weights.errors import WeightsForeign, WeightsUnreadable
from avatar.weights.files import IN_FACE_FILE, SADTALKER, Part, SizePx, file_of
from avatar.weights.folder import check
from avatar.weights.layout import NOT_NEEDED, layout

Net = TypeVar("Net", bound=torch.nn.Module)


def read_part(folder: Path, part: Part, size_px: SizePx = 256) -> dict[str, torch.Tensor]:
    """Read the weights of one network; those of the others stay on the disk.

    The tensors are views of the mapped file, to be read only. The first time, an archive is turned into
    safetensors, and checksums are written down; afterwards they are compared, once a process.

    Returns: float32 tensors on the CPU, by the name that they have within their network.
    Raises WeightsMissing, WeightsDamaged, WeightsUnreadable or WeightsForeign.
    """
    file = file_of(part, size_px)
    path = convert(folder, SADTALKER, file)
    check(SADTALKER, path, file)
    prefix = f"{part}." if part in IN_FACE_FILE else ""
    with _reading(path.name), safe_open(path, "pt") as held:
        keys = [key for key in held.keys() if not NOT_NEEDED.fullmatch(key)]  # noqa: SIM118 - no mapping
        if prefix:
            _insist_on_known_parts(path.name, keys)
        own = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
        _insist_on_keys(path.name, prefix, layout(part), own)
        return {key: _tensor(path.name, part, key, held.get_tensor(prefix + key)) for key in own}


def load(net: Net, weights: Mapping[str, torch.Tensor]) -> Net:
    """Give a network its weights, all of them and nothing else, and make it ready to infer.

    Counters of training need not be there. Returns: the network, in eval mode, without gradients.
    Raises WeightsForeign with the first tensor that is unknown, missing or of another shape.
    """
    wanted = {key: tuple(tensor.shape) for key, tensor in net.state_dict().items()}
    needed = {key: shape for key, shape in wanted.items() if not key.endswith(COUNTERS)}
    given = [key for key in weights if not key.endswith(COUNTERS)]
    name = type(net).__name__
    _insist_on_keys(name, "", needed, given)
    for key in given:
        if tuple(weights[key].shape) != needed[key]:
            raise WeightsForeign(SADTALKER.name, name, key, "shape")
    net.load_state_dict({key: weights[key] for key in given}, strict=True)
    return net.eval().requires_grad_(requires_grad=False)


def _tensor(file: str, part: Part, key: str, tensor: torch.Tensor) -> torch.Tensor:
    if tuple(tensor.shape) != layout(part)[key]:
        raise WeightsForeign(SADTALKER.name, file, key, "shape")
    if tensor.dtype is not torch.float32:
        raise WeightsForeign(SADTALKER.name, file, key, "kind")
    return tensor


def _insist_on_known_parts(file: str, keys: Iterable[str]) -> None:
    for key in keys:
        if key.partition(".")[0] not in IN_FACE_FILE:
            raise WeightsForeign(SADTALKER.name, file, key, "unknown")


def _insist_on_keys(file: str, prefix: str, wanted: Mapping[str, object], found: Iterable[str]) -> None:
    held = set(found)
    for trouble, keys in (("unknown", held - wanted.keys()), ("missing", wanted.keys() - held)):
        if keys:
            raise WeightsForeign(SADTALKER.name, file, prefix + min(keys), trouble)


@contextmanager
def _reading(file: str) -> Iterator[None]:
    try:
        yield
    except SafetensorError as error:
        raise WeightsUnreadable(SADTALKER.name, file) from error
