"""Imports GFPGAN's network from its package, whose other imports no longer work.

``gfpgan`` 1.3.8 imports all of basicsr and facexlib with itself, and these need operators that only a
compiled torchvision has, torchvision.transforms.functional_tensor, which is gone, and distutils, gone from
Python. The network needs two names of basicsr alone, to be listed and to be trained. They are stood in for
here while it is imported. A later gfpgan that imports by itself makes this file needless.
"""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Protocol, TypeVar

from torch import nn

from generation.restoring.errors import RestorerMissing

PACKAGE = "gfpgan"
NETWORK = f"{PACKAGE}.archs.gfpganv1_clean_arch"

T = TypeVar("T")
_importing = Lock()


class Network(Protocol):
    """Makes the network; the arguments are those of its makers."""

    def __call__(  # noqa: PLR0913 - its makers' own
        self,
        *,
        out_size: int,
        num_style_feat: int,
        channel_multiplier: float,
        fix_decoder: bool,
        input_is_latent: bool,
        different_w: bool,
        narrow: float,
        sft_half: bool,
    ) -> nn.Module:
        """Make a network with weights of no meaning."""


@cache
def import_network() -> Network:
    """Import the class GFPGANv1Clean; neither basicsr, facexlib nor torchvision are imported.

    Raises RestorerMissing if the package is not installed.
    """
    with _importing:
        found = find_spec(PACKAGE)
        if found is None or found.submodule_search_locations is None:
            raise RestorerMissing(PACKAGE)
        folder = Path(next(iter(found.submodule_search_locations)))
        with _in_place_of(_stand_ins(folder)):
            network: Network = importlib.import_module(NETWORK).GFPGANv1Clean
    return network


def _stand_ins(folder: Path) -> dict[str, ModuleType]:
    """Make packages that import nothing, and the two names that are asked of basicsr."""
    packages = {
        PACKAGE: folder,
        f"{PACKAGE}.archs": folder / "archs",
        "basicsr": None,
        "basicsr.archs": None,
        "basicsr.utils": None,
    }
    modules = {name: _package(name, path) for name, path in packages.items()}
    modules["basicsr.archs.arch_util"] = _module("basicsr.archs.arch_util", default_init_weights=_leave)
    modules["basicsr.utils.registry"] = _module("basicsr.utils.registry", ARCH_REGISTRY=_Register())
    return modules


class _Register:
    """Lists nothing."""

    def register(self) -> Callable[[T], T]:
        """Give a decorator that changes nothing."""
        return lambda network: network


def _leave(*_: object, **__: object) -> None:
    """Leave weights as they are: those of a file take their place."""


def _package(name: str, path: Path | None) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = [str(path)] if path else []
    return package


def _module(name: str, **names: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(names)
    return module


@contextmanager
def _in_place_of(modules: dict[str, ModuleType]) -> Iterator[None]:
    """Put modules in the place of others of the same packages; afterwards everything is as it was."""
    roots = {name.partition(".")[0] for name in modules}
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in roots}
    for name in before:
        del sys.modules[name]
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] in roots]:
            del sys.modules[name]
        sys.modules.update(before)
