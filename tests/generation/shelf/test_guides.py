"""ControlNets are put on the shelf from folders and files, known for what they follow, and draw as before."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.loaders.single_file_utils import convert_controlnet_checkpoint
from diffusers.models.controlnets.controlnet import ControlNetModel
from PIL import Image
from safetensors.torch import load_file, save_file

from bench.drawings import pocket_catalogue
from generation.adapters.errors import AdapterMisfit
from generation.cards import SHIPPED
from generation.catalogue import Base, Catalogue, ExtraCard, Purpose
from generation.easel import paint
from generation.engine import Engine
from generation.errors import UnknownChoice
from generation.modes import forms
from generation.requests import Control, ControlKind
from generation.shelf.errors import FileHoldsCode, GuideUnclear, KindUnknown
from generation.shelf.from_hub import wanted_of
from generation.shelf.guides import kind_told
from generation.shelf.intake import Wish, add
from generation.shelf.stock import LiveCatalogue
from generation.sources import Sources
from generation.step import ignore, never
from tests.generation.single import LAYERS, write_guide

CANNY = SHIPPED / "pocket-controlnet-canny"
WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Name a shelf that does not exist yet."""
    return tmp_path / "shelf"


def pocket_net(folder: Path) -> Path:
    """Copy a ControlNet that ships as people find one: a configuration and weights."""
    folder.mkdir()
    for name in ("config.json", WEIGHTS):
        shutil.copyfile(CANNY / name, folder / name)
    return folder


def put(catalogue: Catalogue, shelf: Path) -> Catalogue:
    """See a shelf beside the models that ship."""
    return LiveCatalogue(catalogue, shelf)


def test_folder_draws_as_the_net_that_it_was_copied_from(tmp_path: Path, shelf: Path) -> None:
    """Chosen by its name; bit for bit the same picture, and another one without it."""
    card = add(pocket_net(tmp_path / "my-canny"), shelf)
    catalogue = put(pocket_catalogue(), shelf)
    engine = Engine(catalogue, "cpu")
    picture = Image.fromarray(np.kron(np.eye(8, dtype=np.uint8), np.full((16, 16), 255, np.uint8)))
    made = []
    for follow in ("my-canny", "canny", "scribble"):
        form = forms.ControlForm(prompt="a red house", seed=3, steps=3, follow=follow, ready="on")
        request = forms.control(form, "a.png", picture.size, catalogue)
        small = {"width_px": 128, "height_px": 128, "upscale": False}
        (one,) = paint(
            engine, request.model_copy(update=small), ignore, never, Sources(maps=(picture.convert("RGB"),))
        )
        made.append(np.asarray(one.image))

    assert isinstance(card, ExtraCard)
    assert (Purpose.CONTROLNET, Base.POCKET, "canny") == (card.purpose, card.base, card.control)
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


def test_single_file_of_diffusers_is_configured_by_its_shapes(tmp_path: Path, shelf: Path) -> None:
    """The weights alone, under another name: as the folder's own configuration says."""
    file = tmp_path / "pocket_scribble_v2.safetensors"
    shutil.copyfile(CANNY / WEIGHTS, file)

    card = add(file, shelf)
    loaded = ControlNetModel.from_pretrained(card.source, local_files_only=True)
    own = ControlNetModel.from_pretrained(CANNY, local_files_only=True)

    assert isinstance(card, ExtraCard)
    assert "scribble" == card.control
    assert own.state_dict().keys() == loaded.state_dict().keys()
    for name in ("block_out_channels", "norm_num_groups", "conditioning_embedding_out_channels"):
        assert list(np.atleast_1d(own.config[name])) == list(np.atleast_1d(loaded.config[name]))


@pytest.mark.parametrize("base", [Base.SD_1, Base.SD_2, Base.SDXL])
@pytest.mark.parametrize("prefix", ["control_model.", ""])
def test_single_file_of_its_makers_becomes_what_diffusers_makes_of_it(
    tmp_path: Path, shelf: Path, base: Base, prefix: str
) -> None:
    """Every weight under the same name; the net is built by our configuration, with none left over."""
    file = write_guide(tmp_path / "control_v11_openpose.safetensors", base, prefix)

    card = add(file, shelf)
    weights = load_file(Path(card.source) / WEIGHTS)
    theirs = convert_controlnet_checkpoint(load_file(file), {"layers_per_block": LAYERS})
    loaded, told = ControlNetModel.from_pretrained(
        card.source, local_files_only=True, output_loading_info=True
    )

    assert isinstance(card, ExtraCard)
    assert (base, "pose") == (card.base, card.control)
    # Those of XL are lost in theirs.
    plain = {name: one for name, one in weights.items() if not name.startswith("add_embedding.")}
    assert theirs.keys() == plain.keys()
    assert weights.keys() == loaded.state_dict().keys()
    assert all(torch.equal(theirs[name], one) for name, one in plain.items())
    assert [] == [*told["missing_keys"], *told["unexpected_keys"], *told["mismatched_keys"]]


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        (("control_v11p_sd15_canny",), ControlKind.CANNY),
        (("a", "control_v11f1p_sd15_depth"), ControlKind.DEPTH),
        (("t", "sd15_softedge"), ControlKind.LINES),
        (("lineart",), ControlKind.LINES),
        (("dw-pose",), ControlKind.POSE),
        (("canny-and-depth",), None),
        (("shed", "guidelines"), None),
    ],
)
def test_name_tells_what_is_followed(called: tuple[str, ...], kind: ControlKind | None) -> None:
    """One kind, or none where it is unclear."""
    assert kind is kind_told(*called)


def test_whoever_adds_it_is_asked_where_no_name_tells(tmp_path: Path, shelf: Path) -> None:
    """Nothing is left behind; with the kind said it is taken."""
    folder = pocket_net(tmp_path / "mine")
    with pytest.raises(GuideUnclear) as caught:
        add(folder, shelf)
    assert [] == [one for one in shelf.iterdir() if not one.name.startswith(".")]

    card = add(folder, shelf, Wish(control=ControlKind.LINES))

    assert ("mine", "canny, scribble, lines, depth, pose") == (card.name, caught.value.facts["kinds"])
    assert isinstance(card, ExtraCard)
    assert "lines" == card.control


def test_what_is_no_such_net_is_refused(tmp_path: Path, shelf: Path) -> None:
    """One for several kinds at once is another network; a pickle is not opened."""
    union, pickled = tmp_path / "union-canny.safetensors", tmp_path / "pickled-canny"
    save_file(load_file(CANNY / WEIGHTS) | {"task_embedding": torch.zeros(6, 4)}, union)
    pickled.mkdir()
    shutil.copyfile(CANNY / "config.json", pickled / "config.json")
    (pickled / "diffusion_pytorch_model.bin").write_bytes(b"\x80")

    with pytest.raises(KindUnknown):
        add(union, shelf)
    with pytest.raises(FileHoldsCode):
        add(pickled, shelf)


def test_hub_id_of_a_net_brings_its_weights_once() -> None:
    """In full precision, with the configuration beside them."""
    files = ["config.json", WEIGHTS, "diffusion_pytorch_model.fp16.safetensors", "model.bin", "README.md"]

    assert [WEIGHTS, "config.json"] == wanted_of("lllyasviel/control", files)


def test_nets_are_named_where_it_matters_who_may_use_them(tmp_path: Path, shelf: Path) -> None:
    """By whoever chose one, or where the first that fits was added here; another base is refused."""
    add(pocket_net(tmp_path / "my-lines"), shelf)
    add(write_guide(tmp_path / "sd_canny.safetensors", Base.SD_1), shelf)
    catalogue = put(pocket_catalogue(), shelf)
    form = forms.ControlForm(prompt="a", follow="lines,canny,depth")
    followed = forms.control(form, "a.png", (128, 128), catalogue).controls

    assert [("lines", "my-lines"), ("canny", ""), ("depth", "")] == [(one.kind, one.net) for one in followed]
    with pytest.raises(AdapterMisfit):
        forms.control(form.model_copy(update={"follow": "sd-canny"}), "a.png", (128, 128), catalogue)
    with pytest.raises(UnknownChoice) as caught:
        forms.control(form.model_copy(update={"follow": "my-line"}), "a.png", (128, 128), catalogue)
    assert "my-lines" in str(caught.value.facts)
    assert "" == Control(kind=ControlKind.CANNY, map="a").net
