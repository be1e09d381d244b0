"""What the operator may set for voices."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PORT_LIMIT = 65535


class AvatarSettings(BaseSettings):
    """Who speaks, and where the voices are."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    voice: str = Field("", description="the voice of lines that name none; empty: one of the text's language")
    edge: bool = Field(True, description="whether texts may go to the speech service of Microsoft Edge")
    edge_address: str = Field("", description="host:port where that service is reached; empty: its own")
    piper_models: Path | None = Field(None, description="folder of piper voices (*.onnx with *.onnx.json)")

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
