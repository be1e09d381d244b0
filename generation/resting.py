"""Where the weights of a model lie in RAM while others have the device: pinned, as long as there is room.

A GPU fetches from pinned memory by itself, several times as fast, on a stream of its own while it computes
for others. Weights do not change, so what lies there once stays: a model that rests again is not copied.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from threading import Lock

import psutil
import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)

SHARE = 0.25  # of all RAM that may be pinned: nothing else in the machine can have it meanwhile
BLOCK = 256 * 2**20  # bytes pinned at a time; torch rounds up to a power of two, which this is
ALIGNED = 512  # bytes: where tensors begin in a block

Allocate = Callable[[int], Tensor]  # gives so many bytes, uint8


class Quay:
    """The pinned memory of this process. Thread-safe."""

    def __init__(self, most_bytes: int, allocate: Allocate) -> None:
        self.allocate = allocate
        self._free_bytes = most_bytes
        self._lock = Lock()

    def take(self, count: int) -> bool:
        """Set so many bytes aside. Returns: whether there are as many."""
        with self._lock:
            if count > self._free_bytes:
                return False
            self._free_bytes -= count
            return True

    def give_back(self, count: int) -> None:
        """Have so many bytes back."""
        with self._lock:
            self._free_bytes += count


@cache
def quay() -> Quay:
    """Give the one of this process."""
    return Quay(int(SHARE * psutil.virtual_memory().total), _pinned)


def _pinned(count: int) -> Tensor:
    return torch.empty(count, dtype=torch.uint8, pin_memory=True)


class Berth:
    """The place in RAM of the weights of some networks, which keep their identity wherever they lie."""

    def __init__(self, nets: Iterable[nn.Module], device: torch.device, quay: Quay) -> None:
        self._nets = tuple(nets)
        self._device = device
        self._quay = quay
        self._homes: list[Tensor] = []  # one for each weight
        self._stream: torch.cuda.Stream | None = None

    @torch.inference_mode(False)
    def rest(self) -> bool:
        """Let the weights leave the device. Returns: whether they lie in pinned memory."""
        weights = self._weights()
        if not self._suits(weights) and not self._moor(weights):
            for net in self._nets:
                net.to("cpu")
            return False
        for weight, home in zip(weights, self._homes, strict=True):
            weight.data = home
        return True

    @torch.inference_mode(False)
    def wake(self) -> None:
        """Bring the weights onto the device, and wait for them; the device computes for others meanwhile."""
        weights = self._weights()
        if not self._suits(weights):
            for net in self._nets:
                net.to(self._device)
            return
        there = [torch.empty_like(home, device=self._device) for home in self._homes]
        self._copy(self._homes, there)
        for weight, copy in zip(weights, there, strict=True):
            weight.data = copy

    def _weights(self) -> list[Tensor]:
        found = [weight for net in self._nets for weight in (*net.parameters(), *net.buffers())]
        return list({id(weight): weight for weight in found}.values())

    def _suits(self, weights: Sequence[Tensor]) -> bool:
        """Whether what lies in RAM are these weights, and not what they were before another precision."""
        return len(self._homes) == len(weights) and all(
            home.dtype is weight.dtype and home.shape == weight.shape
            for home, weight in zip(self._homes, weights, strict=True)
        )

    def _moor(self, weights: Sequence[Tensor]) -> bool:
        """Copy weights into pinned memory. Returns: whether there was room for them."""
        self._homes = []
        sizes = list(_blocks([_aligned(weight) for weight in weights]))
        if not self._quay.take(sum(sizes)):
            return False
        weakref.finalize(self, self._quay.give_back, sum(sizes))  # at the latest when this model is dropped
        try:
            homes = list(_laid(weights, sizes, self._quay.allocate))
        except RuntimeError as error:  # the system lets nobody pin so much
            log.warning("weights rest in memory that is not pinned: %s", str(error).partition("\n")[0])
            return False
        self._copy(weights, homes)
        self._homes = homes
        return True

    def _copy(self, given: Sequence[Tensor], taken: Sequence[Tensor]) -> None:
        """Copy on a stream beside that of the lanes, and wait for it, not for them."""
        if self._device.type != "cuda":
            for one, other in zip(given, taken, strict=True):
                other.copy_(one)
            return
        if self._stream is None:
            self._stream = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # torch
        # What lanes were given before may still use the memory that the copies got.
        self._stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(self._stream):
            for one, other in zip(given, taken, strict=True):
                other.copy_(one, non_blocking=True)
        self._stream.synchronize()


def _aligned(weight: Tensor) -> int:
    return -(-weight.numel() * weight.element_size() // ALIGNED) * ALIGNED


def _blocks(sizes: Sequence[int]) -> Iterator[int]:
    """Tell the blocks that hold tensors of so many bytes, in their order; a large one has its own."""
    filled = 0
    for size in sizes:
        if filled and filled + size > BLOCK:
            yield BLOCK
            filled = 0
        if size > BLOCK:
            yield size
        else:
            filled += size
    if filled:
        yield filled


def _laid(weights: Sequence[Tensor], sizes: Sequence[int], allocate: Allocate) -> Iterator[Tensor]:
    """Lay tensors like ``weights`` into blocks, each dense and in the order of dimensions that it has."""
    blocks = iter(sizes)
    block, used = torch.empty(0, dtype=torch.uint8), 0
    for weight in weights:
        if used + _aligned(weight) > len(block):
            block, used = allocate(next(blocks)), 0
        strides = torch.empty_like(weight, device="meta").stride()
        part = block[used : used + weight.numel() * weight.element_size()].view(weight.dtype)
        used += _aligned(weight)
        yield part.as_strided(weight.shape, strides, part.storage_offset())
