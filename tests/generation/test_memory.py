"""How a model is fitted into a device's memory: sizes are those of the published models."""

from dataclasses import replace

import pytest

from generation.cards import SHIPPED, pocket
from generation.folder import ModelFolder
from generation.memory import GIB, Needs, Residence, Room, choose, ladder, lighter

SD_15 = Needs(
    {"unet": 860_000_000, "vae": 84_000_000, "text_encoder": 123_000_000},
    ((320, True), (640, True), (1280, True), (1280, False)),
    factor=8,
)
SDXL = Needs(
    {"unet": 2_567_000_000, "vae": 84_000_000, "text_encoder": 123_000_000, "text_encoder_2": 695_000_000},
    ((320, False), (640, True), (1280, True)),
    factor=8,
)


def cuda(gib: float) -> Room:
    """Give a graphics card with so much free."""
    return Room("cuda", int(gib * GIB), tf32=True)


def test_large_card_keeps_everything() -> None:
    """Half precision, many pictures at once, nothing moved."""
    plan = choose(SDXL, cuda(80), 1024, 1024)

    assert ("roomy", 16, Residence.DEVICE) == (plan.name, plan.rows, plan.residence)
    assert plan.half
    assert plan.tf32
    assert plan.channels_last
    assert not plan.tiled_vae


@pytest.mark.parametrize(
    ("needs", "gib", "side", "name"),
    [(SD_15, 4, 512, "roomy"), (SD_15, 3, 512, "parts"), (SDXL, 12, 1024, "roomy"), (SDXL, 8, 1024, "parts")],
)
def test_card_gets_the_quickest_plan_that_fits(needs: Needs, gib: float, side: int, name: str) -> None:
    """And what it takes stays below what is free."""
    room = cuda(gib)

    plan = choose(needs, room, side, side)

    assert name == plan.name
    assert needs.bytes_with(plan, side, side) <= room.usable_bytes


def test_poster_fits_a_card_of_eight() -> None:
    """3840x2224 is decoded in tiles there, and drawn one at a time."""
    plan = choose(SD_15, cuda(8), 3840, 2224)

    assert (True, 1) == (plan.tiled_vae, plan.rows)
    assert SD_15.bytes_with(plan, 3840, 2224) <= 8 * GIB


def test_more_memory_never_chooses_a_slower_plan() -> None:
    """From a watch's memory to a data centre's."""
    names = [plan.name for plan in ladder(cuda(1))]

    chosen = [choose(SDXL, cuda(gib), 1024, 1024) for gib in range(1, 100)]

    steps = [(names.index(plan.name), -plan.rows) for plan in chosen]
    assert steps == sorted(steps, reverse=True)


def test_each_step_down_needs_less() -> None:
    """For a large picture, where every step tells."""
    needed = [SDXL.bytes_with(plan, 2048, 2048) for plan in ladder(cuda(8))]

    assert needed == sorted(needed, reverse=True)
    assert len(set(needed)) == len(needed)


def test_lighter_plans_end() -> None:
    """Each is lighter than the one before, until there is none."""
    room = cuda(24)
    plan = choose(SD_15, room, 512, 512)
    names = [plan.name]
    while following := lighter(plan, room):
        assert SD_15.bytes_with(following, 512, 512) < SD_15.bytes_with(plan, 512, 512) or following.tiled_vae
        plan = following
        names.append(plan.name)

    assert ["roomy", "single", "tiled", "parts", "groups", "layers"] == names


def test_processor_moves_no_weights() -> None:
    """They would lie in the same memory; and it computes in full precision."""
    room = Room("cpu", GIB)

    plan = choose(SDXL, room, 1024, 1024)

    assert ("tiled", False, Residence.DEVICE) == (plan.name, plan.half, plan.residence)
    assert lighter(plan, room) is None


def test_operator_insists() -> None:
    """Whatever is free; where the device has no such plan, the lightest that it has."""
    assert "layers" == choose(SD_15, cuda(80), 512, 512, "layers").name
    assert "tiled" == choose(SD_15, Room("cpu", 80 * GIB), 512, 512, "layers").name


def test_attention_is_sliced_where_it_is_not_fused() -> None:
    """As on Apple's."""
    assert "sliced" == choose(SD_15, Room("mps", 16 * GIB), 512, 512).attention
    assert "fused" == choose(SD_15, cuda(16), 512, 512).attention


def test_traits_name_what_is_chosen() -> None:
    """For `limner doctor`."""
    plan = replace(choose(SDXL, cuda(8), 1024, 1024), rows=1)

    assert plan.traits == (
        "float16",
        "TF32",
        "channels last",
        "fused attention",
        "1 at once",
        "VAE one by one",
        "VAE in tiles",
        "weights by parts",
    )


def test_large_card_has_room_to_compile() -> None:
    """A small one rather draws more at once by the plain network; a processor compiles where one insists."""
    large, small = (
        choose(SD_15, cuda(24), 512, 512, compiling="auto"),
        choose(SD_15, cuda(3.3), 512, 512, compiling="auto"),
    )
    processor = Room("cpu", 64 * GIB)

    assert (True, False) == (large.compiled, small.compiled)
    assert "compiled" in large.traits
    assert SD_15.bytes_with(replace(large, compiled=False), 512, 512) < SD_15.bytes_with(large, 512, 512)
    assert replace(large, compiled=False) == lighter(large, cuda(24))
    assert not choose(SD_15, cuda(24), 512, 512, compiling="off").compiled
    assert not choose(SD_15, processor, 512, 512, compiling="auto").compiled
    assert choose(SD_15, processor, 512, 512, compiling="on").hasty
    assert not large.hasty


def test_needs_are_read_from_the_files() -> None:
    """Of the model that ships."""
    folder = ModelFolder(SHIPPED / pocket().name)

    needs = Needs.of(folder)

    assert folder.parameters() == sum(needs.weights.values())
    assert ((64, False), (96, True), (128, True)) == needs.levels
    assert needs.row_bytes(128, 128, 4) < needs.row_bytes(256, 256, 4)
