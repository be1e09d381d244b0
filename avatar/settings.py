"""What the operator may set for voices and clips."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from avatar.honest.style import TEXT, check_label
from avatar.pace import KEY_FRAMES

PORT_LIMIT = 65535


class AvatarSettings(BaseSettings):
    """Who speaks, where the voices are, and how clips are marked."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    voice: str = Field("", description="the voice of lines that name none; empty: one of the text's language")
    edge: bool = Field(True, description="whether texts may go to the speech service of Microsoft Edge")
    edge_address: str = Field("", description="host:port where that service is reached; empty: its own")
    piper_models: Path | None = Field(None, description="folder of piper voices (*.onnx with *.onnx.json)")
    clip_label: str = Field(TEXT, description="what stands in a corner of every clip; it must say AI")
    clip_megabytes: int = Field(10, ge=1, le=50, description="how large a clip's file may get")
    range_frames: int = Field(
        0,
        ge=0,
        multiple_of=KEY_FRAMES,
        description="frames that one machine draws before it tells of them; 0: as the animator likes it",
    )
    data: Path = Field(
        Path("data"), description="where weights lie for which no folder is set: in its models/"
    )
    animator: Literal["", "puppet", "sadtalker"] = Field(
        "", description="what makes faces talk unless a person says; empty: sadtalker where its weights are"
    )
    device: str = Field("auto", description="where networks run: auto, cpu, cuda, cuda:1 or mps")
    sadtalker: Path | None = Field(None, description="folder of SadTalker's weights")
    gfpgan: Path | None = Field(None, description="folder of GFPGAN's weights")
    restore_upscaler: Path | None = Field(
        None,
        description="an upscaler's file for what is around a restored face in a clip; none: a plain filter",
    )
    weights_mirror: str = Field("", description="where weights are had from, if not from their makers")
    c2pa_certificate: Path | None = Field(None, description="PEM chain that clips are signed with")
    c2pa_key: Path | None = Field(None, description="PEM key of the first certificate in that chain")

    @field_validator("clip_label")
    @classmethod
    def _says_so(cls, text: str) -> str:
        return check_label(text)

    @model_validator(mode="after")
    def _both_or_neither(self) -> "AvatarSettings":
        if (self.c2pa_certificate is None) != (self.c2pa_key is None):
            raise ValueError("LIMNER_C2PA_CERTIFICATE and LIMNER_C2PA_KEY must be set together")
        return self

    @field_validator("weights_mirror")
    @classmethod
    def _web_address(cls, address: str) -> str:
        name = address.strip()
        if name and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", name):
            raise ValueError("write a web address, for example: https://weights.example.org/sadtalker")
        return name

    @field_validator("edge_address")
    @classmethod
    def _host_and_port(cls, address: str) -> str:
        name = address.strip()
        if not name:
            return ""
        host, colon, port = name.rpartition(":")
        if not (host and colon and port.isdecimal() and 0 < int(port) <= PORT_LIMIT) or "/" in host:
            raise ValueError("write a host and a port, for example: 10.0.0.7:443")
        return name
