"""What the operator may set for Discord."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from yarl import URL

API_URL = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"
CDN_URL = "https://cdn.discordapp.com"


class DiscordSettings(BaseSettings):
    """The bot's token, and where its Discord is."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    discord_token: SecretStr | None = Field(None, description="the bot's token; none: no Discord")
    discord_api_url: str = Field(API_URL, description="with its version", examples=[API_URL])
    discord_gateway_url: str = Field(GATEWAY_URL, examples=[GATEWAY_URL])
    discord_cdn_url: str = Field(CDN_URL, examples=[CDN_URL])
    discord_guild: int | None = Field(
        None, gt=0, description="register the commands in this server only", examples=[1200000000000000001]
    )

    @field_validator("discord_token", "discord_guild", mode="before")
    @classmethod
    def _filled(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("discord_api_url")
    @classmethod
    def _api(cls, url: str) -> str:
        if URL(url).scheme not in {"http", "https"} or not url.rstrip("/").endswith("/api/v10"):
            raise ValueError(f"write the address with its version, for example {API_URL}")
        return url.rstrip("/")

    @field_validator("discord_cdn_url")
    @classmethod
    def _cdn(cls, url: str) -> str:
        if URL(url).scheme not in {"http", "https"}:
            raise ValueError(f"write an http address, for example {CDN_URL}")
        return url.rstrip("/")

    @field_validator("discord_gateway_url")
    @classmethod
    def _gateway(cls, url: str) -> str:
        if URL(url).scheme not in {"ws", "wss"}:
            raise ValueError(f"write a websocket address, for example {GATEWAY_URL}")
        return url
