"""What a studio puts on its shelf is found, worn and told, from the file to the picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch import Tensor

from generation.catalogue import Catalogue
from generation.compose import ImageForm, compose
from generation.engine import Engine
from generation.errors import Failure
from generation.shelf.intake import Wish, add
from generation.shelf.stock import LiveCatalogue
from tests.generation.adapters.making import write
from tests.generation.adapters.test_hypernetwork import tensors
from tests.generation.asked import apart

CROSS = "mid_block_attentions_0_transformer_blocks_0_attn2_to_k"
NOTES = {"modelspec.trigger_phrase": "ink drawing"}


def drawn(size: float, *shape: int) -> Tensor:
    """Draw a seeded tensor."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(2)) * size


LORA = {
    f"lora_unet_{CROSS}.lora_down.weight": drawn(1, 2, 128),
    f"lora_unet_{CROSS}.lora_up.weight": drawn(1, 128, 2),
    f"lora_unet_{CROSS}.alpha": torch.tensor(2.0),
}
FILES: Mapping[str, tuple[Mapping[str, Tensor], Mapping[str, str], str, dict[str, str]]] = {
    "lora": (LORA, NOTES, "a house", {"lora": "ink"}),
    "word": ({"emb_params": drawn(1, 2, 128)}, {}, "an ink house", {}),
    "hypernetwork": (tensors(), {"activation_func": "relu"}, "a house <hypernet:ink:1>", {}),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_becomes_a_changed_picture(
    kind: str, tmp_path: Path, shipped_catalogue: Catalogue, pocket_engine: Engine
) -> None:
    """Known by its header, taken onto the shelf, asked for by its name, seen in the picture."""
    weights, notes, prompt, options = FILES[kind]
    add(write(tmp_path, weights, "ink", **notes), tmp_path / "shelf", Wish(name="ink"))
    catalogue = LiveCatalogue(shipped_catalogue, tmp_path / "shelf")
    form = ImageForm.model_validate({"prompt": prompt, "seed": 1, "steps": 4, "upscale": "off"} | options)

    request = compose(form, catalogue)

    engine = Engine(catalogue, "cpu")
    [worn] = engine.draw(request)
    [bare] = pocket_engine.draw(request.model_copy(update={"adapters": ()}))
    assert ["ink"] == [one.name for one in request.adapters]
    assert apart(worn.image, bare.image) > 10
    assert ("trigger_added" in {note.code for note in engine.notes(request)}) == (kind == "lora")


def test_a_file_that_was_changed_later_is_not_worn(tmp_path: Path, shipped_catalogue: Catalogue) -> None:
    """Its checksum was written down when it came."""
    card = add(write(tmp_path, LORA, "ink"), tmp_path / "shelf", Wish(name="ink"))
    [file] = Path(card.source).glob("*.safetensors")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    catalogue = LiveCatalogue(shipped_catalogue, tmp_path / "shelf")
    request = compose(ImageForm(prompt="a house", lora="ink", steps=1), catalogue)

    with pytest.raises(Failure) as caught:
        Engine(catalogue, "cpu").draw(request)

    assert "weights_damaged" == caught.value.code
