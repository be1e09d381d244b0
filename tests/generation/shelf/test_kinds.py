"""What a file is, by names and shapes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generation.cards import SHIPPED
from generation.catalogue import Base, Purpose
from generation.shelf.errors import KindUnknown, PartMissing
from generation.shelf.header import read_header
from generation.shelf.kinds import Checkpoint, Extra, Kind, what_is
from tests.generation.stocked import LORA, Shapes, write_weights

UNET = "model.diffusion_model.input_blocks.0.0.weight"
READS = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"
VAE = {
    "first_stage_model.decoder.conv_in.weight": (2, 4, 3, 3),
    "first_stage_model.encoder.conv_in.weight": (2,),
}
CLIP, OPEN = "cond_stage_model.transformer.a", "cond_stage_model.model.a"
XL = {"conditioner.embedders.0.transformer.a": (1,), "conditioner.embedders.1.model.a": (1,)}
COMPACT = {"body.0.weight": (8, 3, 3, 3), "body.1.weight": (8,), "body.2.weight": (48, 8, 3, 3)}
RRDB = {
    "conv_first.weight": (8, 3, 3, 3),
    "body.0.rdb1.conv1.weight": (4, 8, 3, 3),
    "conv_up1.weight": (8, 8),
}
OLD = {"model.1.sub.0.RDB1.conv1.0.weight": (4, 8)} | {f"model.{n}.weight": (8, 8) for n in (0, 3, 6, 8, 10)}
SINGLE: Mapping[str, tuple[Shapes, Kind]] = {
    "kohya": (LORA, Extra(Purpose.LORA, Base.SD_1)),
    "peft": ({"unet.a.attn2.to_k.lora_A.weight": (4, 2048)}, Extra(Purpose.LORA, Base.SDXL)),
    "hypernetwork": (
        {"320.0.linear.0.weight": (9, 320), "768.1.linear.0.bias": (9,)},
        Extra(Purpose.HYPERNETWORK, Base.SD_1),
    ),
    "of text alone": ({"lora_te2_a.lora_down.weight": (4, 9)}, Extra(Purpose.LORA, Base.SDXL)),
    "A1111's word": ({"emb_params": (3, 1024)}, Extra(Purpose.TEXTUAL_INVERSION, Base.SD_2)),
    "diffusers' word": ({"<cat>": (768,)}, Extra(Purpose.TEXTUAL_INVERSION, Base.SD_1)),
    "XL's word": ({"clip_l": (2, 768), "clip_g": (2, 1280)}, Extra(Purpose.TEXTUAL_INVERSION, Base.SDXL)),
    "VAE": (VAE, Extra(Purpose.VAE)),
    "compact": (COMPACT, Extra(Purpose.UPSCALER, scale=4)),
    "ESRGAN": (RRDB, Extra(Purpose.UPSCALER, scale=2)),
    "old ESRGAN": (OLD, Extra(Purpose.UPSCALER, scale=4)),
    "SD 1": (
        {UNET: (8, 4, 3, 3), READS: (8, 768), CLIP: (1,)} | VAE,
        Checkpoint(Purpose.TEXT_TO_IMAGE, Base.SD_1),
    ),
    "SD 2": (
        {UNET: (8, 9, 3, 3), READS: (8, 1024), OPEN: (1,)} | VAE,
        Checkpoint(Purpose.INPAINTING, Base.SD_2),
    ),
    "SDXL": ({UNET: (8, 4, 3, 3), READS: (8, 2048)} | VAE | XL, Checkpoint(Purpose.TEXT_TO_IMAGE, Base.SDXL)),
}


def kind_of(shapes: Shapes, folder: Path, **metadata: str) -> Kind:
    """Write a file and ask what it is."""
    file = write_weights(folder / "a.safetensors", shapes, metadata)
    return what_is(read_header(file), file.name)


@pytest.mark.parametrize(("shapes", "kind"), SINGLE.values(), ids=SINGLE)
def test_kind_is_told_by_names_and_shapes(tmp_path: Path, shapes: Shapes, kind: Kind) -> None:
    """Nothing is loaded for it."""
    assert kind == kind_of(shapes, tmp_path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pocket-lora-sepia/pytorch_lora_weights", Extra(Purpose.LORA, Base.POCKET)),
        ("pocket-ti-mira/learned_embeds", Extra(Purpose.TEXTUAL_INVERSION, Base.POCKET)),
        ("pocket-upscale-2x/pocket-upscale-2x", Extra(Purpose.UPSCALER, scale=2)),
        ("pocket-upscale-4x/pocket-upscale-4x", Extra(Purpose.UPSCALER, scale=4)),
        ("pocket/vae/diffusion_pytorch_model", Extra(Purpose.VAE)),
    ],
)
def test_files_that_ship_are_known(name: str, kind: Kind) -> None:
    """Real ones, made by our training and by diffusers."""
    file = SHIPPED / f"{name}.safetensors"

    assert kind == what_is(read_header(file), file.name)


def test_base_of_a_lora_may_be_told_by_its_trainer(tmp_path: Path) -> None:
    """Where its shapes do not tell."""
    shapes = {"lora_unet_mid_block.lora_down.weight": (4, 1280)}

    assert Extra(Purpose.LORA, Base.SD_2) == kind_of(shapes, tmp_path, ss_base_model_version="sd_v2_v")
    with pytest.raises(KindUnknown):
        kind_of(shapes, tmp_path)


@pytest.mark.parametrize(
    "shapes",
    [
        {"double_blocks.0.img_attn.qkv.weight": (9, 3)},
        {"lora_unet_double_blocks_0.lora_down.weight": (4, 3072)},
        {"a": (5,)},
        {"decoder.conv_in.weight": (2, 16, 3, 3), "encoder.conv_in.weight": (2,)},
        {UNET: (8, 4, 3, 3), READS: (8, 1280), CLIP: (1,)} | VAE,
        {UNET: (8, 7, 3, 3), READS: (8, 768), CLIP: (1,)} | VAE,
        {"body.0.weight": (8, 3, 3, 3), "body.2.weight": (27, 8, 3, 3)},
        {UNET: (8,)},
    ],
)
def test_what_we_cannot_draw_with_is_refused(tmp_path: Path, shapes: Shapes) -> None:
    """Models of other families, and nonsense."""
    with pytest.raises(KindUnknown):
        kind_of(shapes, tmp_path)


@pytest.mark.parametrize(("part", "more"), [("vae", {CLIP: (1,)}), ("text_encoder", VAE)])
def test_checkpoint_without_a_part_is_refused(tmp_path: Path, part: str, more: Shapes) -> None:
    """With the name of the part."""
    with pytest.raises(PartMissing) as caught:
        kind_of({UNET: (8, 4, 3, 3), READS: (8, 768), **more}, tmp_path)
    assert part == caught.value.part
