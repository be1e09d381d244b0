"""Small models of each family, written once a session."""

from pathlib import Path

import pytest
import torch

from generation.cards import pocket, read_card
from generation.catalogue import Card, Catalogue
from generation.engine import Engine
from tests.generation.folders import write_stable_diffusion, write_stable_diffusion_xl

torch.set_num_threads(1)  # threads that wait for each other take longer than such small models


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write one small model folder a family."""
    root = tmp_path_factory.mktemp("models")
    return {
        "sd1": write_stable_diffusion(root / "sd1"),
        "sd2": write_stable_diffusion(root / "sd2", "v_prediction", use_linear_projection=True),
        "lcm": write_stable_diffusion(root / "lcm", time_cond_proj_dim=16),
        "sdxl": write_stable_diffusion_xl(root / "sdxl"),
    }


@pytest.fixture(scope="session")
def cards(folders: dict[str, Path]) -> dict[str, Card]:
    """Read the cards of the small models."""
    return {name: read_card(folder) for name, folder in folders.items()}


@pytest.fixture(scope="session")
def catalogue(cards: dict[str, Card]) -> Catalogue:
    """List the small models."""
    return Catalogue((*cards.values(), pocket()), "sd1")


@pytest.fixture(scope="session")
def engine(catalogue: Catalogue) -> Engine:
    """Keep one engine on the CPU."""
    return Engine(catalogue, "cpu")
