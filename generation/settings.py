"""What the operator may set for the picture engine."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVICES = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


class GenerationSettings(BaseSettings):
    """Which model draws, and where."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    model: str = Field("pocket", description="pocket, a folder in diffusers format, or a hub id")
    device: str = Field("auto", description="auto, cpu, cuda, cuda:1 or mps")
    memory: Literal["auto", "roomy", "single", "tiled", "parts", "groups", "layers"] = Field(
        "auto", description="how models are fitted into the device's memory; auto looks at what is free"
    )
    compiling: Literal["auto", "on", "off"] = Field(
        "auto",
        description="networks are compiled while they draw; auto: on CUDA, where it pays and has room",
    )
    strict: bool = Field(
        False, description="draw each picture's steps alone: bit for bit the same in any company, but slower"
    )
    wildcards: Path | None = Field(
        None, description="folder of lists: animal.txt is drawn from by __animal__"
    )
    styles: Path | None = Field(None, description="folder of styles: oil.json is worn by --style oil")
    safety: str = Field(
        "auto", description="auto, or the folder of a safety checker in the format of Stable Diffusion's"
    )
    describer: Path | None = Field(
        None, description="folder of a captioning model (BLIP) in the format of transformers"
    )
    translator: Path | None = Field(
        None, description="folder of a translation model (Marian) in the format of transformers"
    )
    expander: Path | None = Field(
        None,
        description="folder of a causal language model that goes on with prompts, as transformers has it",
    )
    restore_upscaler: Path | None = Field(
        None, description="file or folder of the ESRGAN-type model that enlarges restored photos"
    )

    data: Path = Path("data")  # models that were added lie in its models/, unless a folder is set for them
    models: Path | None = Field(None, description="the folder of models that were added")

    @property
    def shelf(self) -> Path:
        """The folder of the models that were added, whether it exists or not."""
        return (self.models or self.data / "models").expanduser().absolute()

    @field_validator("model")
    @classmethod
    def _named(cls, model: str) -> str:
        name = model.strip()
        if not name or "\0" in name:
            raise ValueError("name a model, for example: pocket, ./models/sd15 or owner/name")
        return name

    @field_validator("device")
    @classmethod
    def _known(cls, device: str) -> str:
        name = device.strip().lower()
        if not DEVICES.fullmatch(name):
            raise ValueError("use auto, cpu, mps, cuda or cuda:1")
        return name
