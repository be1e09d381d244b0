"""Pictures that continue at the opposite edge: convolutions that look around the corner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from types import MethodType

from torch import Tensor, nn


class _Mode(local):
    on = False


_mode = _Mode()


@contextmanager
def seamless(on: bool) -> Iterator[None]:
    """Compute in this thread as if every picture were surrounded by itself."""
    before, _mode.on = _mode.on, on
    try:
        yield
    finally:
        _mode.on = before


def wraps() -> bool:
    """Whether this thread computes seamlessly now."""
    return _mode.on


def let_wrap(model: nn.Module) -> None:
    """Teach the convolutions of a model to be seamless where that is asked of them."""
    for part in model.modules():
        if isinstance(part, nn.Conv2d) and isinstance(part.padding[0], int) and part.padding[0]:
            part.forward = _Wrapping(part)  # type: ignore[method-assign,assignment]  # a callable


def unwrap(model: nn.Module) -> None:
    """Undo ``let_wrap``."""
    for part in model.modules():
        wrapping = vars(part).get("forward")
        if isinstance(wrapping, _Wrapping):
            wrapping.undo(part)


class _Wrapping:
    """The forward of one convolution. It pads with zeros itself: what they reach is cut off."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        self._plain: Callable[[Tensor], Tensor] = convolution.forward
        self._stride = convolution.stride[0]
        self._reach = int(convolution.padding[0])

    def __call__(self, x: Tensor) -> Tensor:
        if not _mode.on:
            return self._plain(x)
        around = nn.functional.pad(x, [self._stride * self._reach] * 4, mode="circular")
        cut = slice(self._reach, -self._reach)
        return self._plain(around)[..., cut, cut].contiguous()

    def undo(self, convolution: nn.Module) -> None:
        """Give a convolution the forward back that it had."""
        if isinstance(self._plain, MethodType):
            del convolution.forward
        else:
            convolution.forward = self._plain
