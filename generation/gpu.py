"""What this machine has to draw with, and what a model needs of it."""

import math
import os
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import psutil

from generation.catalogue import Card
from generation.errors import DeviceMissing, ModelUnavailable
from generation.folder import ModelFolder
from generation.memory import GIB, Compiling, Needs, Plan, Room, choose

if TYPE_CHECKING:
    import torch

CGROUP_CPU = Path("/sys/fs/cgroup/cpu.max")  # "200000 100000": 2 CPUs
TF32_SINCE = (8, 0)  # compute capability
# How long a thread spins before it sleeps. Small models hand work over every few microseconds, so sleeping
# at once draws half as fast; spinning for long draws ten times slower beside another busy process.
SPINS = "2000"


@dataclass(frozen=True)
class DeviceFacts:
    """The machine, in GiB."""

    device: str  # "cuda:0", "mps" or "cpu"
    name: str
    memory_gib: float  # of the device; RAM where there is no GPU
    memory_free_gib: float
    ram_gib: float
    ram_free_gib: float
    cpus: int
    torch: str  # its version, or nothing


@dataclass(frozen=True)
class ModelState:
    """Whether a model's files are on this machine."""

    found: bool
    missing: tuple[str, ...]  # files, relative to the model's folder
    bytes: int
    path: str  # nothing where it was never downloaded


def device_facts(device: str = "auto") -> DeviceFacts:
    """Look at the machine. Imports torch. Raises DeviceMissing if the named device is not there."""
    chosen = choose_device(device)
    import torch  # noqa: PLC0415 - seconds

    memory = psutil.virtual_memory()
    total, free, name = memory.total, memory.available, "CPU"
    if chosen.type == "cuda":
        free, total = torch.cuda.mem_get_info(chosen)
        name = torch.cuda.get_device_name(chosen)
    return DeviceFacts(
        device=str(chosen),
        name=name,
        memory_gib=round(total / GIB, 1),
        memory_free_gib=round(free / GIB, 1),
        ram_gib=round(memory.total / GIB, 1),
        ram_free_gib=round(memory.available / GIB, 1),
        cpus=cpu_count(),
        torch=_version("torch"),
    )


def room_on(device: "torch.device") -> Room:
    """Tell what a device offers at the moment. Imports torch."""
    import torch  # noqa: PLC0415 - seconds

    if device.type == "cuda":
        return Room("cuda", _free_on(device), tf32=torch.cuda.get_device_capability(device) >= TF32_SINCE)
    kind: Literal["mps", "cpu"] = "mps" if device.type == "mps" else "cpu"
    return Room(kind, psutil.virtual_memory().available)


def _free_on(device: "torch.device") -> int:
    """Count the bytes that this process may still take, within the part that it may have at all."""
    import torch  # noqa: PLC0415 - seconds

    free, whole = torch.cuda.mem_get_info(device)
    taken = torch.cuda.memory_allocated(device)
    part = int(torch.cuda.get_per_process_memory_fraction(device) * whole)
    return max(0, min(free + torch.cuda.memory_reserved(device) - taken, part - taken))


def choose_device(name: str) -> "torch.device":
    """Choose what to compute on, and how many threads help. Imports torch.

    Raises DeviceMissing if the named device is not there.
    """
    if "OMP_WAIT_POLICY" not in os.environ:  # an operator's own choice stays
        os.environ.setdefault("GOMP_SPINCOUNT", SPINS)  # OpenMP reads it once, when torch is imported
    import torch  # noqa: PLC0415 - seconds

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    device = torch.device(name)
    if device.type == "cpu":
        torch.set_num_threads(min(cpu_count(), torch.get_num_threads()))
    if device.type == "cuda":
        if (device.index or 0) >= torch.cuda.device_count():
            raise DeviceMissing(name)
        return torch.device("cuda", device.index or 0)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise DeviceMissing(name)
    return device


def cpu_count() -> int:
    """Count the CPUs that this process may use, a container's quota included."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = CGROUP_CPU.read_text().split()
        return max(min(usable, math.ceil(int(quota) / int(period))), 1)
    except (OSError, ValueError):  # no such file, or "max"
        return usable


def model_state(card: Card) -> ModelState:
    """Look for a model's files. Nothing is loaded or downloaded."""
    path = Path(card.source)
    if not path.is_absolute():
        from generation.hub import cached  # noqa: PLC0415 - slow to import

        found = cached(card.source)
        if found is None:
            return ModelState(found=False, missing=(), bytes=0, path="")
        path = found
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    try:
        missing = ModelFolder(path).missing()
    except ModelUnavailable:
        missing = ("model_index.json",)
    return ModelState(found=not missing, missing=missing, bytes=size, path=str(path))


def plan_on(
    card: Card, device: "torch.device", memory: str = "auto", compiling: Compiling = "off"
) -> Plan | None:
    """Tell how a model would draw its usual size on a device; None where it is not here or does not fit."""
    path = Path(model_state(card).path)
    if not (path / "model_index.json").is_file():
        return None
    needs, room, drawn = Needs.of(ModelFolder(path)), room_on(device), card.drawn()
    plan = choose(needs, room, drawn.width_px, drawn.height_px, memory, compiling)
    taken = needs.bytes_with(plan, drawn.width_px, drawn.height_px)
    return plan if taken <= room.usable_bytes else None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
