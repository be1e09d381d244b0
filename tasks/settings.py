"""What an operator may choose: where things lie, how much an account may use, how patient we are."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.filter import Filter
from tasks.roles import Role
from tasks.rules import Measure
from tasks.turns import Manners


def _seconds(value: object) -> object:
    """Take a bare number for seconds."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value  # a duration like PT30S or 00:00:30


Duration = Annotated[timedelta, BeforeValidator(_seconds)]

SOCKET_PATH_LIMIT = 100  # bytes; the kernel takes 108 with the closing zero


class TasksSettings(BaseSettings):
    """Read once from ``LIMNER_…`` and ``.env``, then passed down."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    data: Path = Path("data")
    models: Path | None = None  # where models lie that were added; nothing: in the data folder
    database_url: SecretStr | None = None  # nothing: SQLite in the data folder
    redis_url: SecretStr | None = None  # nothing: the unix socket in the data folder
    page_url: str | None = None  # where people find the page: "https://studio.example.org"
    blobs_url: str | None = None  # nothing: the folder "blobs" in the data folder
    admins: Annotated[frozenset[str], NoDecode] = frozenset()  # "telegram:1001,discord:2002"

    # "discord:9001=trusted, telegram:-10042=moderator": what a Discord role or a group makes of people
    roles: Annotated[frozenset[tuple[str, Role]], NoDecode] = frozenset()

    role_memory: Duration = timedelta(days=7)  # what a chat said of somebody counts elsewhere so long

    daily_credits: int = Field(200, ge=0, le=1_000_000)
    grant_alone: int = Field(5000, ge=0, le=1_000_000)  # credits one admin may grant a day without a second
    confirm_above: int = Field(50, ge=0, le=1_000_000)  # credits; in a chat, what costs more is asked back
    batch_limit: int = Field(16, ge=1, le=100)  # requests that one line may stand for
    waiting_limit: int = Field(20, ge=1, le=10_000)  # unfinished jobs an account may have

    # The list that ships, against sexual content with minors: block it, or only count it (test).
    minors_list: Literal[Measure.BLOCK, Measure.TEST] = Measure.BLOCK
    # What becomes of pictures that the safety checker flags, on servers and in private chats. On servers, off
    # holds in places that are marked for adults; elsewhere it counts as blurred.
    filter: Filter = Filter.STRICT
    filter_private: Filter = Filter.STRICT  # the page and its API, too
    # Groups that count as marked for adults, where the platform knows no mark: "telegram:-10042".
    adult_chats: Annotated[frozenset[str], NoDecode] = frozenset()
    # From where models may be fetched by a link, how large they may be, and who may bring adapters so.
    link_hosts: Annotated[frozenset[str], NoDecode] = frozenset({"huggingface.co", "civitai.com"})
    link_megabytes: int = Field(8000, ge=1, le=1_000_000)
    link_role: Role = Role.ADMIN
    warnings_mute: int = Field(3, ge=0, le=100)  # so many warnings mute somebody for a while; 0: none do
    warnings_count: Duration = timedelta(days=30)  # a warning counts towards that so long
    warnings_lasts: Duration = timedelta(days=1)  # how long somebody is muted then

    half_life: Duration = timedelta(minutes=10)  # after it, use of the machines counts half in the fair order
    patience: Duration = timedelta(minutes=15)  # use counts no more than so long a wait
    slow_patience: Duration = timedelta(
        hours=1
    )  # a job waits so long in the slow lane, then as all others do

    slots: int = Field(
        9, ge=1, le=64
    )  # jobs a worker holds: those that the engine draws at once, and the next
    lease: Duration = timedelta(seconds=30)  # a worker that is silent this long has lost its job
    heartbeat: Duration = timedelta(seconds=5)
    watch: Duration = timedelta(seconds=0.5)  # how often a worker looks whether its job was cancelled
    sweep: Duration = timedelta(seconds=3)
    ring_again: Duration = timedelta(seconds=30)  # a job that nobody started is announced again
    deadline: Duration = timedelta(minutes=30)  # from submit to rendered
    training_deadline: Duration = timedelta(
        hours=20
    )  # the same of a training, which steps aside for pictures
    delivery_limit: Duration = timedelta(hours=24)  # from rendered to delivered
    conversation_limit: Duration = timedelta(days=1)  # a photo that waits longer for its voice is forgotten
    upload_limit: Duration = timedelta(days=1)  # what people sent is erased so long after its last use
    result_limit: Duration | None = None  # results are erased so long after their end; nothing: they are kept
    keep_favourites: bool = True  # but for those that their owners like
    wall_limit: Duration = timedelta(minutes=15)  # of one job in the engine
    webhook_private: bool = False  # whether webhooks may lead into private networks, and without TLS
    losses_limit: int = Field(3, ge=1, le=10)  # workers that may die of a job
    runner_ram_gib: float = Field(0.0, ge=0)  # a runner above this is replaced between jobs; 0: never

    @field_validator("admins", "adult_chats", "link_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(part.strip() for part in value.split(",") if part.strip())

    @field_validator("roles", mode="before")
    @classmethod
    def _mapped(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.rpartition("=") for part in value.split(",") if part.strip()]
        for group, _, role in pairs:
            platform, colon, number = group.strip().partition(":")
            if not (platform and colon and number and role.strip() in set(Role) - {Role.OWNER}):
                raise ValueError(
                    f"{group + '=' + role!r} maps nothing; write for example discord:9001=trusted "
                    "(member, trusted, moderator or admin)"
                )
        return frozenset((group.strip(), role.strip()) for group, _, role in pairs)

    @field_validator("page_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("write the whole address, for example https://studio.example.org")
        return value.rstrip("/") if value else None

    @field_validator("admins", "adult_chats")
    @classmethod
    def _named(cls, value: frozenset[str]) -> frozenset[str]:
        for account in value:
            platform, colon, number = account.partition(":")
            if not (platform and colon and number):
                raise ValueError(f"{account!r} is not an account; write for example telegram:1001")
        return value

    @model_validator(mode="after")
    def _patient(self) -> Self:
        if self.lease < 3 * self.heartbeat:
            raise ValueError(
                "LIMNER_LEASE must be at least three times LIMNER_HEARTBEAT, for example 30 and 5"
            )
        if self.redis_url is None and len(str(self.socket.resolve())) > SOCKET_PATH_LIMIT:
            raise ValueError(
                f"LIMNER_DATA is too long for a socket in it (at most {SOCKET_PATH_LIMIT} characters); "
                "choose a shorter folder, for example /srv/limner"
            )
        return self

    @property
    def manners(self) -> Manners:
        """How turns are given."""
        return Manners(self.half_life, self.patience, self.slow_patience)

    @property
    def socket(self) -> Path:
        """Where the private Redis listens."""
        return self.data / "redis.sock"

    @property
    def database_address(self) -> str:
        """Give the URL of the database for SQLAlchemy; it may hold a password."""
        if self.database_url is None:
            return f"sqlite:///{(self.data / 'limner.sqlite').resolve()}"
        url = self.database_url.get_secret_value()
        for scheme in ("postgresql://", "postgres://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        return url

    @property
    def redis_address(self) -> str:
        """Give the URL of Redis for redis-py; it may hold a password."""
        if self.redis_url is None:
            return f"unix://{self.socket.resolve()}"
        return self.redis_url.get_secret_value()

    @property
    def shelf(self) -> Path:
        """Where models lie that were added."""
        return (self.models or self.data / "models").expanduser().absolute()

    @property
    def checkpoints(self) -> Path:
        """Where trainings keep their place, beside the results that all workers see."""
        return self.blobs / "trainings"

    @property
    def blobs(self) -> Path:
        """Where results are stored.

        Raises ValueError if the URL is no ``file://`` one.
        """
        if self.blobs_url is None:
            return self.data / "blobs"
        if not self.blobs_url.startswith("file:///"):
            raise ValueError("LIMNER_BLOBS_URL must look like file:///srv/limner/blobs")
        return Path(self.blobs_url.removeprefix("file://"))
