"""SadTalker's goldens, and stand-in weights of full size that are written when a test first asks for them."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data" / "sadtalker"
CACHE = Path(__file__).parent.parent / ".cache" / "sadtalker"

FACE_256 = "SadTalker_V0.0.2_256.safetensors"
FACE_512 = "SadTalker_V0.0.2_512.safetensors"
MAPPING_CROP = "mapping_00229-model.pth.tar"
MAPPING_FULL = "mapping_00109-model.pth.tar"
BOXES = "detection_Resnet50_Final.pth"
POINTS = "alignment_WFLW_4HG.pth"


@cache
def golden(name: str) -> dict[str, NDArray[np.generic]]:
    """Read inputs and outputs of the original program, as the README beside them tells."""
    with np.load(DATA / f"{name}.npz", allow_pickle=False) as held:
        return dict(held)


def stand_in(name: str) -> Path:
    """Give the path of a stand-in weight file, which has the names, keys and shapes of the official one.

    The first call writes it, in some ten seconds.
    """
    path = CACHE / name
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if not path.exists():
            room = CACHE / f"{name}.part"
            subprocess.run([sys.executable, DATA / "synthetic_weights.py", room, "--only", name], check=True)
            (room / name).replace(path)
            room.rmdir()
    return path


def installed() -> Path:
    """Give a folder that looks as if all the weights had been pulled; what is converted there is kept."""
    folder = CACHE.with_name("installed")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (FACE_256, FACE_512, MAPPING_CROP, MAPPING_FULL, BOXES, POINTS):
        linked = folder / name
        with FileLock(f"{CACHE / name}.link"):
            if not linked.exists():
                linked.hardlink_to(stand_in(name))
    return folder
