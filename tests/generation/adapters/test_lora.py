"""LoRAs in every layout that people find work as diffusers' own pipeline with the branches beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from diffusers.loaders.lora_conversion_utils import _convert_non_diffusers_lora_to_diffusers
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

from generation.adapters.lora import METADATA, read_lora
from generation.adapters.names import by_name
from generation.cards import SHIPPED
from generation.catalogue import Base, Card, Catalogue, ExtraCard, Purpose
from generation.engine import Engine
from generation.errors import ModelUnavailable
from generation.requests import Adapter, AdapterKind, ImageRequest
from tests.generation.adapters.making import Thin, as_diffusers, as_kohya, by_diffusers, card, thin, write
from tests.generation.asked import ask
from tests.generation.test_parity import apart

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
CONVOLUTIONS = ("conv1", "conv2", "conv_in", "conv_shortcut")
TEXT = ("q_proj", "v_proj", "fc1")
SEPIA = SHIPPED / "pocket-lora-sepia"


class Branches:
    """LoRAs beside the layers of a pipeline of diffusers, as PEFT computes them: nothing is merged."""

    def __init__(self, folder: Path, kind: Any = StableDiffusionPipeline) -> None:  # noqa: ANN401 - of diffusers
        opened: Any = kind.from_pretrained(folder, local_files_only=True)
        self.pipeline: Any = opened.to(torch.float32)
        self.pipeline.set_progress_bar_config(disable=True)

    def add(self, part: str, layers: Mapping[str, Thin], scale: float) -> None:
        """Put branches beside the layers of a part."""
        for path, (down, up) in layers.items():
            module = getattr(self.pipeline, part).get_submodule(path)
            module.register_forward_hook(_branch(down, up, scale))

    def draw(self, request: ImageRequest) -> NDArray[np.uint8]:
        """Draw what a request asks for."""
        return by_diffusers(self.pipeline, request)


def _branch(down: Tensor, up: Tensor, scale: float) -> Any:  # noqa: ANN401 - a hook of torch
    def add(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        if isinstance(module, nn.Conv2d):
            thin = nn.functional.conv2d(inputs[0], down.float(), None, module.stride, module.padding)
            return output + scale * nn.functional.conv2d(thin, up.float())
        return output + scale * (inputs[0] @ down.float().T @ up.float().T)

    return add


@pytest.fixture(scope="module")
def sd1(cards: dict[str, Card]) -> Card:
    """Give the small model a base, so that adapters can be made for it."""
    return cards["sd1"].model_copy(update={"base": Base.SD_1})


def draw(model: Card, extras: tuple[ExtraCard, ...], request: ImageRequest) -> Any:  # noqa: ANN401 - of PIL
    """Draw one picture with adapters."""
    [picture] = Engine(Catalogue((model,), model.name, extras), "cpu").draw(request)
    return picture.image


def worn(weights: Mapping[str, float]) -> tuple[Adapter, ...]:
    """Wear LoRAs."""
    return tuple(Adapter(kind=AdapterKind.LORA, name=name, weight=weight) for name, weight in weights.items())


def test_the_pocket_lora_equals_diffusers(pocket_card: Card) -> None:
    """With a weight, on attention and convolutions, within 1 of 255."""
    told = load_file(SEPIA / "pytorch_lora_weights.safetensors")
    paths = {name.removeprefix("unet.").removesuffix(".lora_A.weight") for name in told if "lora_A" in name}
    layers = {
        path: (told[f"unet.{path}.lora_A.weight"], told[f"unet.{path}.lora_B.weight"]) for path in paths
    }
    reference = Branches(SHIPPED / "pocket")
    reference.add("unet", layers, 0.8)
    sepia = card(Purpose.LORA, SEPIA, base=Base.POCKET)
    request = ask("pocket", width_px=64, adapters=worn({"pocket-lora-sepia": 0.8}))

    ours = draw(pocket_card, (sepia,), request)

    assert apart(ours, reference.draw(request)) <= 1


def test_two_at_once_in_two_layouts_equal_diffusers(
    folders: dict[str, Path], sd1: Card, tmp_path: Path
) -> None:
    """One of kohya's, with convolutions and the text encoder; one of diffusers, its alpha beside it."""
    reference = Branches(folders["sd1"])
    unet, text = reference.pipeline.unet, reference.pipeline.text_encoder
    first, third = thin(unet, (*ATTENTION, *CONVOLUTIONS)), thin(unet, ATTENTION, seed=6)
    second = thin(text, TEXT)
    kohya = as_kohya(first, "lora_unet", 1.5)
    kohya |= as_kohya({f"text_model.{path}": pair for path, pair in second.items()}, "lora_te", 3.0)
    write(tmp_path / "ink", kohya)
    beside = {METADATA: '{"unet.r": 3, "unet.lora_alpha": 6}'}
    write(tmp_path / "oil", as_diffusers(third, "unet"), "pytorch_lora_weights", **beside)
    extras = (card(Purpose.LORA, tmp_path / "ink"), card(Purpose.LORA, tmp_path / "oil"))
    reference.add("unet", first, 0.7 * 1.5 / 3)
    reference.add("text_encoder", second, 0.7)
    reference.add("unet", third, -0.4 * 2)
    request = ask("sd1", adapters=worn({"ink": 0.7, "oil": -0.4}))

    ours = draw(sd1, extras, request)

    assert apart(ours, reference.draw(request)) <= 1


def test_one_for_xl_with_its_other_names_equals_diffusers(
    folders: dict[str, Path], cards: dict[str, Card], tmp_path: Path
) -> None:
    """Blocks as Stability AI's code names them, and both text encoders."""
    reference = Branches(folders["sdxl"], StableDiffusionXLPipeline)
    pipeline = reference.pipeline
    unet = {path: pair for path, pair in thin(pipeline.unet, ATTENTION).items() if path.startswith("down")}
    texts = {part: thin(getattr(pipeline, part), TEXT) for part in ("text_encoder", "text_encoder_2")}
    other = {
        path.replace("down_blocks.1.attentions.0", "input_blocks.3.1"): pair for path, pair in unet.items()
    }
    named = as_kohya(other, "lora_unet", 3.0)
    for part, prefix in (("text_encoder", "lora_te1"), ("text_encoder_2", "lora_te2")):
        wrapped = {
            f"text_model.{path.removeprefix('text_model.')}": pair for path, pair in texts[part].items()
        }
        named |= as_kohya(wrapped, prefix, 3.0)
        reference.add(part, texts[part], 0.6)
    reference.add("unet", unet, 0.6)
    write(tmp_path / "ink", named)
    request = ask("sdxl", adapters=worn({"ink": 0.6}))

    ours = draw(cards["sdxl"], (card(Purpose.LORA, tmp_path / "ink", base=Base.SDXL),), request)

    assert unet
    assert apart(ours, reference.draw(request)) <= 1


def test_kohyas_names_mean_what_diffusers_reads_in_them(folders: dict[str, Path], tmp_path: Path) -> None:
    """Queries, keys and values, against diffusers' own converter."""
    pipeline: Any = StableDiffusionPipeline.from_pretrained(folders["sd1"], local_files_only=True)
    named = as_kohya(thin(pipeline.unet, ATTENTION[:3]), "lora_unet", 1.0)
    theirs, _ = _convert_non_diffusers_lora_to_diffusers(dict(named))
    known = by_name(path for path, _ in pipeline.unet.named_modules())

    ours = {known[layer.name]: layer.down for layer in read_lora(write(tmp_path, named), "x").layers}

    read = {
        name.removeprefix("unet.")
        .split(".lora")[0]
        .replace(".processor", "")
        .replace("_lora.down.weight", ""): one
        for name, one in theirs.items()
        if name.endswith("down.weight")
    }
    assert ours.keys() == read.keys()
    assert all(torch.equal(ours[path], read[path]) for path in ours)


@pytest.mark.parametrize(
    ("other", "ours"),
    [
        (
            "input_blocks_4_1_transformer_blocks_1_attn2_to_k",
            "down_blocks.1.attentions.0.transformer_blocks.1.attn2.to_k",
        ),
        ("input_blocks_1_0_in_layers_2", "down_blocks.0.resnets.0.conv1"),
        ("input_blocks_3_0_op", "down_blocks.0.downsamplers.0.conv"),
        ("middle_block_1_proj_in", "mid_block.attentions.0.proj_in"),
        ("middle_block_2_out_layers_3", "mid_block.resnets.1.conv2"),
        ("output_blocks_2_1_proj_out", "up_blocks.0.attentions.2.proj_out"),
        ("output_blocks_2_2_conv", "up_blocks.0.upsamplers.0.conv"),
        ("output_blocks_8_0_skip_connection", "up_blocks.2.resnets.2.conv_shortcut"),
        ("time_embed_0", "time_embedding.linear_1"),
        ("label_emb_0_2", "add_embedding.linear_2"),
    ],
)
def test_blocks_of_sdxl_are_found_by_their_other_names(other: str, ours: str) -> None:
    """The names in files of kohya's trainers for XL, and diffusers' names of the same layers."""
    sdxl = {
        "block_out_channels": (320, 640, 1280),
        "layers_per_block": 2,
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    }

    assert ours == by_name([ours], sdxl)[other]
    assert ours == by_name([ours], sdxl)[ours.replace(".", "_")]


def test_old_layouts_say_the_same(tmp_path: Path) -> None:
    """The processors of early diffusers, and a LoRA with a middle part."""
    down, up, mid = torch.randn(3, 8), torch.randn(8, 3), torch.randn(3, 3, 3, 3)
    path = "unet.mid_block.attentions.0.transformer_blocks.0.attn1"
    old = {f"{path}.processor.to_out_lora.down.weight": down, f"{path}.processor.to_out_lora.up.weight": up}
    loose = {"lora_unet_conv_in.lora_mid.weight": mid}
    loose |= {
        f"lora_unet_conv_in.lora_{name}.weight": one[..., None, None]
        for name, one in (("down", down), ("up", up))
    }

    [first] = read_lora(write(tmp_path, old, "old"), "x").layers
    [second] = read_lora(write(tmp_path, loose, "loose"), "x").layers

    assert "mid_block_attentions_0_transformer_blocks_0_attn1_to_out_0" == first.name
    torch.testing.assert_close(up @ down, first.difference(torch.device("cpu")))
    whole = second.difference(torch.device("cpu"))
    x = torch.randn(1, 8, 6, 6)
    steps = nn.functional.conv2d(nn.functional.conv2d(x, down[..., None, None]), mid, padding=1)
    by_parts = nn.functional.conv2d(steps, up[..., None, None])
    torch.testing.assert_close(nn.functional.conv2d(x, whole, padding=1), by_parts, atol=1e-4, rtol=1e-4)


def test_a_unet_with_a_mask_beside_wears_what_was_made_for_one_without(tmp_path: Path) -> None:
    """Its first layer has more inputs: those in front change."""
    net = nn.Module()
    net.conv_in = nn.Conv2d(9, 6, 3)
    before = net.conv_in.weight.detach().clone()
    layer = {
        "unet.conv_in.lora_A.weight": torch.ones(2, 4, 3, 3),
        "unet.conv_in.lora_B.weight": torch.ones(6, 2, 1, 1),
    }

    read_lora(write(tmp_path, layer), "x").work_into(net, "unet")

    torch.testing.assert_close(before[:, :4] + 2, net.conv_in.weight[:, :4])
    assert torch.equal(before[:, 4:], net.conv_in.weight[:, 4:])


@pytest.mark.parametrize(
    "tensors",
    [
        {"lora_unet_conv_in.hada_w1_a": torch.ones(2)},
        {"lora_unet_conv_in.lora_down.weight": torch.ones(2, 4, 3, 3)},
        {
            "lora_unet_conv_in.lora_down.weight": torch.ones(2, 4),
            "lora_unet_conv_in.dora_scale": torch.ones(1),
        },
    ],
)
def test_what_is_no_plain_lora_is_named(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    """Another kind of adapter, or half of one."""
    with pytest.raises(ModelUnavailable) as caught:
        read_lora(write(tmp_path, tensors), "odd")

    assert "odd" == caught.value.model


def test_nothing_changes_where_one_layer_does_not_fit(
    sd1: Card, folders: dict[str, Path], tmp_path: Path
) -> None:
    """The sentence names the layer, and the model draws on without it."""
    unet = Branches(folders["sd1"]).pipeline.unet
    layers = thin(unet, ATTENTION)
    layers["conv_out"] = (torch.ones(3, 7), torch.ones(4, 3))
    write(tmp_path / "odd", as_kohya(layers, "lora_unet", 1))
    engine = Engine(Catalogue((sd1,), "sd1", (card(Purpose.LORA, tmp_path / "odd"),)), "cpu")
    [before] = engine.draw(ask("sd1"))

    with pytest.raises(ModelUnavailable) as caught:
        engine.draw(ask("sd1", adapters=worn({"odd": 1})))

    [after] = engine.draw(ask("sd1"))
    assert "conv_out" in caught.value.reason
    assert before.image.tobytes() == after.image.tobytes()
