"""The weight files: what they are called, where their makers published them, and what they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Literal

from avatar.requests import PhotoMode

SizePx = Literal[256, 512]

_SADTALKER = "https://github.com/OpenTalker/SadTalker/releases/download/v0.0.2-rc"
_FACEXLIB = "https://github.com/xinntao/facexlib/releases/download/v0.1.0"
_GFPGAN = "https://github.com/TencentARC/GFPGAN/releases/download/v1.3.0"


class Part(StrEnum):
    """One network. The first five are parts of one file, and are called as its keys begin."""

    FACE_3DRECON = "face_3drecon"
    AUDIO2EXP = "audio2exp"
    AUDIO2POSE = "audio2pose"
    KP_EXTRACTOR = "kp_extractor"
    GENERATOR = "generator"
    MAPPING_CROP = "mapping_crop"  # of 70 coefficients
    MAPPING_FULL = "mapping_full"  # of 73
    BOXES = "boxes"
    POINTS = "points"


IN_FACE_FILE = (Part.FACE_3DRECON, Part.AUDIO2EXP, Part.AUDIO2POSE, Part.KP_EXTRACTOR, Part.GENERATOR)


@dataclass(frozen=True)
class WeightFile:
    """A file as its makers published it."""

    name: str
    release: str  # where they did: the address of the folder
    bytes: int
    sha256: str  # in hex
    entry: str | None = (
        None  # what its archive calls the weights; "": it holds nothing else; None: no archive
    )

    @property
    def read_as(self) -> str:
        """The name of the file that is read: archives are turned into safetensors once."""
        if self.entry is None:
            return self.name
        return f"{PurePosixPath(self.name.removesuffix('.tar')).stem}.safetensors"

    def address(self, mirror: str = "") -> str:
        """Tell where the file is had from; a mirror has all of them in one folder."""
        return f"{mirror.rstrip('/') or self.release}/{self.name}"


@dataclass(frozen=True)
class WeightSet:
    """The files of one model."""

    name: str  # what people type
    files: tuple[WeightFile, ...]


FACE: Mapping[int, WeightFile] = {
    256: WeightFile(
        "SadTalker_V0.0.2_256.safetensors",
        _SADTALKER,
        725_066_984,
        "c211f5d6de003516bf1bbda9f47049a4c9c99133b1ab565c6961e5af16477bff",
    ),
    512: WeightFile(
        "SadTalker_V0.0.2_512.safetensors",
        _SADTALKER,
        725_066_984,
        "0e063f7ff5258240bdb0f7690783a7b1374e6a4a81ce8fa33456f4cd49694340",
    ),
}
OTHERS: Mapping[Part, WeightFile] = {
    Part.MAPPING_CROP: WeightFile(
        "mapping_00229-model.pth.tar",
        _SADTALKER,
        155_521_183,
        "62a1e06006cc963220f6477438518ed86e9788226c62ae382ddc42fbcefb83f1",
        entry="mapping",
    ),
    Part.MAPPING_FULL: WeightFile(
        "mapping_00109-model.pth.tar",
        _SADTALKER,
        155_779_231,
        "84a8642468a3fcfdd9ab6be955267043116c2bec2284686a5262f1eaf017f64c",
        entry="mapping",
    ),
    Part.BOXES: WeightFile(
        "detection_Resnet50_Final.pth",
        _FACEXLIB,
        109_497_761,
        "6d1de9c2944f2ccddca5f5e010ea5ae64a39845a86311af6fdf30841b0a5a16d",
        entry="",
    ),
    Part.POINTS: WeightFile(
        "alignment_WFLW_4HG.pth",
        _FACEXLIB,
        193_670_248,
        "bbfd137307a4c7debd5c283b9b0ce539466cee417ac0a155e184d857f9f2899c",
        entry="state_dict",
    ),
}
RESTORER = WeightFile(
    "GFPGANv1.4.pth",
    _GFPGAN,
    348_632_874,
    "e2cd4703ab14f4d01fd1383a8a8b266f9a5833dacee8e6a79d3bf21a1b6be5ad",
)

SADTALKER = WeightSet("sadtalker", (*FACE.values(), *OTHERS.values()))
GFPGAN = WeightSet("gfpgan", (RESTORER,))
WEIGHT_SETS: Mapping[str, WeightSet] = {weights.name: weights for weights in (SADTALKER, GFPGAN)}


def file_of(part: Part, size_px: SizePx) -> WeightFile:
    """Tell which file holds a network; only those in the first file differ between the sizes."""
    return FACE[size_px] if part in IN_FACE_FILE else OTHERS[part]


def mapping_of(mode: PhotoMode) -> Part:
    """Tell which mapping net goes with a mode. Raises ValueError for AUTO, which is no mode yet."""
    if mode is PhotoMode.AUTO:
        raise ValueError("a photo decides on its mode before it moves")
    return Part.MAPPING_FULL if mode.whole else Part.MAPPING_CROP
