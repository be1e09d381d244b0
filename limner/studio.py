"""What belongs to an embedded studio: its services, and how each shows on the screen."""

import http.client
import platform
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from generation.settings import GenerationSettings
from limner.broker import answers, redis_command, serves_a_worker
from limner.screen import Row
from limner.supervisor import Keeper, Service, State
from tasks.queue import worker_name
from tasks.settings import TasksSettings

LIMNER = (sys.executable, "-m", "limner")
FRONT, MIDDLE, BACK = 1, 2, 3  # turns of the stop: who takes orders, who works, who carries
NVIDIA = Path("/dev/nvidia0")
WORKERS = {"worker": ("images",), "avatars": ("avatars", "speech")}  # service, its queues
KNOCK_S = 0.5
SETTLES_S = 4.0  # by then a bot with a wrong token has ended
BOTS = {"discord": "LIMNER_DISCORD_TOKEN", "telegram": "LIMNER_TELEGRAM_TOKEN"}


class PortTaken(Exception):
    """Another program listens where the page should."""


@dataclass(frozen=True)
class Studio:
    """The choices of one `limner up`."""

    tasks: TasksSettings
    generation: GenerationSettings
    private_redis: bool  # ours, or one that LIMNER_REDIS_URL names
    web: tuple[str, int] | None  # host and port of the page, or no page
    bots: tuple[str, ...]  # those whose token is set

    @property
    def url(self) -> str:
        """The address of the page."""
        host, port = self.web or ("", 0)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def logs(self) -> Path:
        """Where the children's output goes."""
        return self.tasks.data / "logs"

    @property
    def listen(self) -> Path:
        """Where the private Redis listens."""
        return Path(self.tasks.redis_address.removeprefix("unix://"))

    def redis(self, binary: Path, lock: int) -> Service:
        """Describe the private Redis; it holds the folder's lock as long as it lives."""
        command = redis_command(binary, self.tasks.data, self.listen)

        def ready() -> bool:
            return answers(self.listen)

        return Service("redis", command, ready, stop_turn=BACK, stop_within_s=2.0, keep_open=(lock,))

    def services(self) -> list[Service]:
        """Describe what runs beside Redis."""
        found = []
        if self.web:
            found.append(Service("page", (*LIMNER, "bot", "web"), self._page_answers, stop_turn=FRONT))
        found += [self._worker(name, queues) for name, queues in WORKERS.items()]
        found += [
            Service(name, (*LIMNER, "bot", name), lambda: True, settles_s=SETTLES_S, stop_turn=FRONT)
            for name in self.bots
        ]
        return found

    def _worker(self, name: str, queues: tuple[str, ...]) -> Service:
        def waits() -> bool:
            return not self.private_redis or serves_a_worker(self.listen, worker_name(queues))

        command = (*LIMNER, "worker", *queues)
        return Service(name, command, waits, stop_turn=MIDDLE, stop_within_s=4.0)

    def rows(self, keepers: Iterable[Keeper]) -> list[Row]:
        """Say what runs where."""
        kept = {keeper.service.name: keeper for keeper in keepers}

        def row(name: str, place: str) -> Row:
            keeper = kept.get(name)
            if keeper:
                return Row(name, place, keeper.state, keeper.word)
            return Row(name, place, State.STARTING if name in self._names else None)

        rows = [row("page", self.url)] if self.web else []
        rows.append(row("worker", f"{self.generation.model}, {device(self.generation.device)}"))
        rows.append(row("avatars", "faces and voices, on the CPU"))
        rows += [
            row(
                name,
                "its token is set" if name in self.bots else f"set {token} to add {name.title()}",
            )
            for name, token in BOTS.items()
        ]
        rows.append(
            row("redis", f"private, {self.listen}" if self.private_redis else shown(self.tasks.redis_address))
        )
        rows.append(Row("database", shown(self.tasks.database_address)))
        rows.append(Row("data", str(self.tasks.data.resolve())))
        rows.append(Row("logs", str(self.logs.resolve())))
        return rows

    @property
    def _names(self) -> set[str]:
        return {service.name for service in self.services()}

    def _page_answers(self) -> bool:
        host, port = self.web or ("", 0)
        line = http.client.HTTPConnection(host, port, timeout=KNOCK_S)
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
            return True
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def device(chosen: str) -> str:
    """Name what will draw, without the seconds that asking torch takes."""
    if chosen != "auto":
        return f"device {chosen}"
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return "on the GPU" if NVIDIA.exists() or apple else "on the CPU"


def claim_port(host: str, port: int) -> None:
    """Make sure that the page can listen.

    Raises PortTaken if another program does.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken from error


def shown(address: str) -> str:
    """Write a server's address without user and password."""
    parts = urlsplit(address)
    if parts.scheme.startswith("sqlite"):
        return f"SQLite, {parts.path.removeprefix('/')}"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme.split('+')[0]}://{parts.hostname or ''}{port}{parts.path}"
