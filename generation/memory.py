"""Plans how a model is fitted into a device's memory: the quickest way that has room, and lighter ones.

Only arithmetic: nothing is loaded, and torch is not imported. ``pipelines/fit.py`` carries a plan out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, NamedTuple

from generation.folder import Config, ModelFolder

GIB = 2**30
SHARE = 0.9  # of the free memory: the rest is lost between the blocks that an allocator hands out
CONTEXT = GIB // 2  # bytes that CUDA and its libraries take themselves
ROWS_MOST = 16  # pictures in one forward: more hardly draw faster
TILE_PX = 512  # side of the tiles in which a large picture is decoded
DECODER = (
    6 * 256
)  # values a pixel of the widest layer of a VAE: 256 channels, and what a residual block keeps
FEED_FORWARD = 16  # values a token and channel where a transformer is widest: gate and value of 4, doubled
SKIPPED = 4  # values a token and channel that one level keeps for its twin on the way up
GROUP = 4  # parts of a UNet's weights on the device at once, where they come by groups: one of so many
FUSED = 4  # of a compiled UNet, what projections fused into one take beside it: one part of so many at most
LAYER = 40  # the same where they come layer by layer


class Residence(IntEnum):
    """Where the weights lie while a model draws, from the quickest to the smallest."""

    DEVICE = 0  # all on the device
    PARTS = 1  # text encoder, UNet and VAE come by turns
    GROUPS = 2  # the UNet's blocks come by turns, the next one while one computes
    LAYERS = 3  # each layer comes for itself


Name = Literal["roomy", "single", "tiled", "parts", "groups", "layers"]
Compiling = Literal["auto", "on", "off"]


class Manner(NamedTuple):
    """How an operator wants pictures to be drawn."""

    memory: str = "auto"  # the name of a plan
    strict: bool = False  # company changes not one bit
    compiling: Compiling = "auto"  # whether networks are compiled


AS_USUAL = Manner()


@dataclass(frozen=True)
class Plan:
    """How a model draws on a device."""

    name: Name
    half: bool  # float16 weights; on a CPU float32
    tf32: bool  # shorter products of float32 matrices, on the GPUs that have them
    channels_last: bool
    attention: Literal["fused", "sliced"]  # fused needs no slices; a device without it does
    rows: int  # pictures in one forward of the UNet
    tiled_vae: bool  # a picture is decoded in tiles: tones may shift a little between them
    residence: Residence
    compiled: bool = False  # networks are compiled while they draw, and recorded where the device can
    hasty: bool = False  # compiled at the first picture, and not once it pays

    @property
    def traits(self) -> tuple[str, ...]:
        """Name what is chosen, for those who look after the machine."""
        chosen = {
            "float16": self.half,
            "float32": not self.half,
            "TF32": self.tf32,
            "channels last": self.channels_last,
            f"{self.attention} attention": True,
            f"{self.rows} at once": True,
            "VAE one by one": True,  # always: it is as quick
            "VAE in tiles": self.tiled_vae,
            "compiled": self.compiled,
            f"weights by {self.residence.name.lower()}": self.residence is not Residence.DEVICE,
        }
        return tuple(name for name, holds in chosen.items() if holds)


@dataclass(frozen=True)
class Room:
    """What a device offers."""

    kind: Literal["cuda", "mps", "cpu"]
    free_bytes: int
    tf32: bool = False  # from compute capability 8.0 on

    @property
    def usable_bytes(self) -> int:
        """What is left for weights and activations."""
        return max(0, int(SHARE * self.free_bytes) - (CONTEXT if self.kind == "cuda" else 0))


@dataclass(frozen=True)
class Needs:
    """What a model is made of."""

    weights: Mapping[str, int]  # how many, by part
    levels: tuple[tuple[int, bool], ...]  # of the UNet: channels, and whether it has transformers
    factor: int  # pixels a latent, along a side
    full_vae: bool = False  # half precision is too short for its values

    @classmethod
    def of(cls, folder: ModelFolder) -> "Needs":
        """Read a model's folder. Raises ModelUnavailable."""
        config = folder.unet()
        kinds: Sequence[str] = config.get("down_block_types", ())
        levels = zip(_widths(config), ("CrossAttn" in kind for kind in kinds), strict=False)
        return cls(folder.parameters_by_part(), tuple(levels), folder.vae_factor(), folder.full_vae())

    def row_bytes(self, width_px: int, height_px: int, bytes_each: int) -> int:
        """Estimate what one picture takes in the UNet: its negative and its prompt, one forward."""
        tokens = (width_px // self.factor) * (height_px // self.factor)
        sizes = [(channels, tokens >> 2 * level, told) for level, (channels, told) in enumerate(self.levels)]
        kept = sum(SKIPPED * channels * size for channels, size, _ in sizes)
        widest = max((FEED_FORWARD if told else SKIPPED) * channels * size for channels, size, told in sizes)
        return 2 * (kept + widest) * bytes_each

    def decoding_bytes(self, width_px: int, height_px: int, bytes_each: int, tiled: bool) -> int:
        """Estimate what decoding one picture takes."""
        pixels = min(width_px * height_px, TILE_PX * TILE_PX) if tiled else width_px * height_px
        return DECODER * pixels * bytes_each

    def bytes_with(self, plan: Plan, width_px: int, height_px: int) -> int:
        """Estimate the most that a plan takes at a time, for pictures of a size."""
        each = 2 if plan.half else 4
        unet = self.weights.get("unet", 0) * each
        others = sum(self.weights.values()) * each - unet
        drawing = plan.rows * self.row_bytes(width_px, height_px, each)
        decoding = self.decoding_bytes(width_px, height_px, 4 if self.full_vae else each, plan.tiled_vae)
        match plan.residence:
            case Residence.DEVICE if plan.compiled:  # what is recorded has memory of its own
                return unet + unet // FUSED + others + 2 * drawing + decoding
            case Residence.DEVICE:
                return unet + others + max(drawing, decoding)
            case Residence.PARTS:
                return max(unet + drawing, others + decoding)
            case Residence.GROUPS:
                return max(unet // GROUP + drawing, others + decoding)
            case Residence.LAYERS:
                return max(unet // LAYER + drawing, others // LAYER + decoding)


def ladder(room: Room) -> tuple[Plan, ...]:
    """List the plans for a device, from the quickest to the one that needs least."""
    gpu = room.kind != "cpu"
    roomy = Plan(
        name="roomy",
        half=gpu,
        tf32=room.tf32,
        channels_last=True,
        attention="sliced" if room.kind == "mps" else "fused",
        rows=ROWS_MOST,
        tiled_vae=False,
        residence=Residence.DEVICE,
    )
    single = replace(roomy, name="single", rows=1)
    tiled = replace(single, name="tiled", tiled_vae=True)
    if room.kind != "cuda":  # elsewhere weights would only move from one place in the same memory to another
        return roomy, single, tiled
    moved: tuple[tuple[Name, Residence], ...] = (
        ("parts", Residence.PARTS),
        ("groups", Residence.GROUPS),
        ("layers", Residence.LAYERS),
    )
    return roomy, single, tiled, *(replace(tiled, name=name, residence=where) for name, where in moved)


def choose(
    needs: Needs,
    room: Room,
    width_px: int,
    height_px: int,
    asked: str = "auto",
    compiling: Compiling = "off",
) -> Plan:
    """Choose the quickest plan that has room for pictures of a size, with as many at once as it has room for.

    Where nothing has room it is the lightest, which may still do: estimates err upwards. ``asked`` names a
    plan that the operator insists on; where the device has no such, the lightest of those it has. Compiled is
    only what is roomy: with ``compiling`` auto on CUDA, where there is memory for it.
    """
    plans = ladder(room)
    compiles = compiling == "on" or (compiling == "auto" and room.kind == "cuda")
    if asked != "auto":
        insisted = next((plan for plan in plans if plan.name == asked), plans[-1])
        compiled = compiles and insisted.name == "roomy"
        return replace(insisted, compiled=compiled, hasty=compiled and compiling == "on")
    for plan in plans:
        for rows in (plan.rows, plan.rows // 2, plan.rows // 4, plan.rows // 8):
            for compiled in (True, False) if compiles and plan.name == "roomy" else (False,):
                fitting = replace(plan, rows=max(1, rows), compiled=compiled)
                fitting = replace(fitting, hasty=compiled and compiling == "on")
                if needs.bytes_with(fitting, width_px, height_px) <= room.usable_bytes:
                    return fitting
    return plans[-1]


def lighter(plan: Plan, room: Room) -> Plan | None:
    """Give the next plan that needs less, for when memory ran out all the same; None after the last."""
    if plan.compiled:
        return replace(plan, compiled=False, hasty=False)
    if plan.rows > 1:
        return replace(plan, name="single", rows=1)
    names = [one.name for one in ladder(room)]
    index = names.index(plan.name) + 1 if plan.name in names else len(names)
    return ladder(room)[index] if index < len(names) else None


def lighter_for(plan: Plan, needs: Needs, room: Room, size: tuple[int, int]) -> Plan | None:
    """Give the next lighter plan that should have room for a picture (px), else the lightest, else None."""
    found = None
    while further := lighter(found or plan, room):
        found = further
        if needs.bytes_with(found, *size) <= room.usable_bytes:
            break
    return found


def _widths(config: Config) -> Sequence[int]:
    widths = config.get("block_out_channels", ())
    return [int(width) for width in widths]
