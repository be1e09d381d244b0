"""What devices say when they are full or broken."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from generation.errors import DeviceBroken, DeviceTooSmall

# What CUDA says of errors after which the whole process can compute no more.
_STICKY = ("CUDA error", "cuBLAS", "CUBLAS_STATUS", "cuDNN", "CUDNN_STATUS", "device-side assert", "ECC")
_FULL = ("out of memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED")


@contextmanager
def translated() -> Iterator[None]:
    """Tell a device that is too small from one that is broken."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if is_full(error):
            raise DeviceTooSmall from error
        if any(sign in str(error) for sign in _STICKY):
            raise DeviceBroken from error
        raise


def is_full(error: BaseException) -> bool:
    """Whether memory ran out: less at once may fit."""
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in _FULL)


def free(device: torch.device) -> None:
    """Give memory back that nobody uses any more: of networks whose hooks hold them in a ring, too."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
