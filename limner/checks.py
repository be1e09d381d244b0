"""What the machine has against what a studio needs, with advice."""

import os
import platform
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil

from avatar.cast import Engine, cast_of
from avatar.settings import AvatarSettings
from avatar.voices.shelf import open_shelf
from generation.catalogue import Card, load_catalogue
from generation.errors import ModelUnavailable, StudioError
from generation.memory import Plan
from generation.settings import GenerationSettings
from limner.broker import NoRedis, answers, find_redis, version
from limner.model import RESTORE, ships
from limner.studio import BOTS, PortTaken, claim_port, shown
from tasks.settings import SOCKET_PATH_LIMIT, TasksSettings

GIB = 2**30
DISK_LOW_GIB = 2.0
COMPILERS = ("cc", "gcc", "clang")  # of which torch needs one to compile networks
PYTHON_LEAST = (3, 11)


class Verdict(StrEnum):
    """How bad it is."""

    FINE = "ok"
    NOTE = "note"  # works, but know this
    BAD = "bad"  # does not work


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    verdict: Verdict
    found: str
    advice: str = ""


@dataclass(frozen=True)
class Device:
    """What draws: its name and its memory (GiB)."""

    name: str
    memory_gib: float
    gpu: bool


def examine(
    tasks: TasksSettings, generation: GenerationSettings, avatar: AvatarSettings, web: tuple[str, int]
) -> Iterator[Finding]:
    """Look at everything, the machine first."""
    yield _python()
    device = find_device()
    yield _torch(device)
    yield _ram()
    yield _disk(tasks.data)
    yield from _models(generation, device)
    yield _voices(avatar)
    yield _faces(avatar)
    yield _redis(tasks)
    yield _database(tasks)
    yield _socket(tasks)
    yield _port(*web)


def tokens(set_for: tuple[str, ...]) -> Iterator[Finding]:
    """Say for which bots a token is set; the tokens themselves are never shown."""
    for bot, name in BOTS.items():
        if bot in set_for:
            yield Finding(bot, Verdict.FINE, f"{name} is set")
        else:
            yield Finding(bot, Verdict.NOTE, f"{name} is not set", f"Set it to serve {bot.title()}.")


def find_device() -> Device | None:
    """Find what torch would draw on, or nothing where torch is missing."""
    try:
        import torch
    except ImportError:
        return None
    if torch.cuda.is_available():
        facts = torch.cuda.get_device_properties(0)
        return Device(facts.name, facts.total_memory / GIB, gpu=True)
    if torch.backends.mps.is_available():
        return Device("Apple GPU", psutil.virtual_memory().total / GIB, gpu=True)
    return Device("CPU", psutil.virtual_memory().total / GIB, gpu=False)


def _python() -> Finding:
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < PYTHON_LEAST:
        return Finding("python", Verdict.BAD, found, "Install Python 3.11 or newer.")
    return Finding("python", Verdict.FINE, found)


def _torch(device: Device | None) -> Finding:
    if device is None:
        return Finding(
            "torch", Verdict.BAD, "not installed", "Run make setup: a worker cannot draw without it."
        )
    import torch

    found = f"torch {torch.__version__}, {device.name}, {device.memory_gib:.1f} GiB"
    if device.gpu:
        return Finding("torch", Verdict.FINE, found)
    advice = "No GPU: pocket draws in seconds, larger models take minutes."
    return Finding("torch", Verdict.NOTE, found, advice)


def _ram() -> Finding:
    memory = psutil.virtual_memory()
    return Finding(
        "memory",
        Verdict.FINE,
        f"{memory.available / GIB:.1f} of {memory.total / GIB:.1f} GiB free, {os.cpu_count()} cores",
    )


def _disk(data: Path) -> Finding:
    place = data.resolve()
    while not place.exists():
        place = place.parent
    free_gib = shutil.disk_usage(place).free / GIB
    found = f"{free_gib:.1f} GiB free for {data.resolve()}"
    if not os.access(place, os.W_OK):
        return Finding(
            "disk", Verdict.BAD, f"{place} cannot be written", "Choose another folder by LIMNER_DATA."
        )
    if free_gib < DISK_LOW_GIB:
        return Finding("disk", Verdict.NOTE, found, "Pictures and logs will fill it; free some room.")
    return Finding("disk", Verdict.FINE, found)


def _models(generation: GenerationSettings, device: Device | None) -> Iterator[Finding]:
    try:
        catalogue = load_catalogue(generation)
    except ModelUnavailable as missing:
        found = f"{missing.model} cannot be used: {missing.reason}"
        advice = RESTORE if ships(missing) else "Set LIMNER_MODEL to pocket, a folder or a hub id."
        yield Finding("model", Verdict.BAD, found, advice)
        return
    for name in catalogue.names():
        yield _model(catalogue.card(name), device, generation)


def _model(card: Card, device: Device | None, generation: GenerationSettings) -> Finding:
    subject = f"model {card.name}"
    local = Path(card.source).is_absolute()
    if local and not (Path(card.source) / "model_index.json").is_file():
        return Finding(
            subject, Verdict.BAD, f"no model in {card.source}", "Install the project anew, or copy it."
        )
    gpu = device is not None and device.gpu
    need_gib = card.gpu_memory_gib if gpu else card.ram_gib
    have_gib = device.memory_gib if device else 0.0
    found = (
        f"needs {need_gib:g} GiB of {'GPU memory' if gpu else 'RAM'}, there are {have_gib:.1f}; {card.source}"
    )
    if plan := _plan(card, device, generation):
        found = f"{found}; plan {plan.name}: {', '.join(plan.traits)}"
        if plan.compiled and not any(map(shutil.which, COMPILERS)):
            return Finding(subject, Verdict.NOTE, found, "Install gcc: without it nothing can be compiled.")
        return Finding(subject, Verdict.FINE, found)
    if need_gib > have_gib:
        return Finding(
            subject, Verdict.BAD, found, "Choose a smaller model by LIMNER_MODEL, or a larger machine."
        )
    if not local:
        return Finding(
            subject, Verdict.FINE, found, "A hub id is downloaded at the first use, if it is not yet here."
        )
    return Finding(subject, Verdict.FINE, found)


def _plan(card: Card, device: Device | None, generation: GenerationSettings) -> Plan | None:
    """Say how a model would be fitted into the device; nothing where it is not here, or does not fit."""
    from generation.gpu import choose_device, plan_on

    compiling = "off" if generation.strict else generation.compiling
    try:
        chosen = choose_device(generation.device) if device else None
        return plan_on(card, chosen, generation.memory, compiling) if chosen else None
    except StudioError:
        return None


def _voices(avatar: AvatarSettings) -> Finding:
    cards = open_shelf(avatar).cards
    engines = Counter(card.engine for card in cards)
    found = ", ".join(f"{count} of {engine}" for engine, count in engines.items()) or "none"
    if not any(card.offline for card in cards):
        return Finding("voices", Verdict.NOTE, found, "All need a network: install espeakng-loader anew.")
    return Finding("voices", Verdict.FINE, found)


def _faces(avatar: AvatarSettings) -> Finding:
    cast = cast_of(avatar)
    found = f"{cast.usual} makes faces talk" + (", or another by --engine" if len(cast.known) > 1 else "")
    advice = "" if Engine.SADTALKER in cast.known else "Livelier faces: limner models pull sadtalker."
    return Finding("faces", Verdict.FINE, found, advice)


def _redis(tasks: TasksSettings) -> Finding:
    listen = tasks.redis_address.removeprefix("unix://")
    if listen.startswith("/") and not answers(Path(listen)):
        try:
            binary = find_redis()
        except NoRedis:
            return Finding(
                "redis",
                Verdict.BAD,
                "no redis-server",
                "Install Redis 6.2 or newer, or set LIMNER_REDIS_URL.",
            )
        number = ".".join(str(part) for part in version(binary))
        return Finding("redis", Verdict.FINE, f"{binary} {number}, started by limner up")
    return _reached(tasks)


def _reached(tasks: TasksSettings) -> Finding:
    import redis

    place = shown(tasks.redis_address)
    try:
        with redis.Redis.from_url(tasks.redis_address, socket_timeout=3, socket_connect_timeout=3) as client:
            client.ping()
    except (redis.RedisError, ValueError):
        return Finding(
            "redis", Verdict.BAD, f"{place} does not answer", "Start it, or mend LIMNER_REDIS_URL."
        )
    return Finding("redis", Verdict.FINE, f"{place} answers")


def _database(tasks: TasksSettings) -> Finding:
    import sqlalchemy

    place = shown(tasks.database_address)
    if tasks.database_url is None and not tasks.data.is_dir():
        return Finding("database", Verdict.FINE, f"{place}, made by limner up")
    try:
        engine = sqlalchemy.create_engine(tasks.database_address)
        with engine.connect() as line:
            line.execute(sqlalchemy.text("SELECT 1"))
        engine.dispose()
    except (sqlalchemy.exc.SQLAlchemyError, ImportError):
        return Finding(
            "database", Verdict.BAD, f"{place} does not answer", "Start it, or mend LIMNER_DATABASE_URL."
        )
    return Finding("database", Verdict.FINE, f"{place} answers")


def _socket(tasks: TasksSettings) -> Finding:
    length = len(os.fsencode(tasks.socket.resolve()))
    if length > SOCKET_PATH_LIMIT:
        found = f"{tasks.socket.resolve()} is {length} bytes long, a socket may have {SOCKET_PATH_LIMIT}"
        return Finding(
            "socket", Verdict.NOTE, found, "Its socket is put into a temporary folder; this works."
        )
    return Finding("socket", Verdict.FINE, f"{length} of {SOCKET_PATH_LIMIT} bytes")


def _port(host: str, port: int) -> Finding:
    try:
        claim_port(host, port)
    except PortTaken:
        advice = "Fine if that is this studio; else choose another by LIMNER_WEB_PORT."
        return Finding("port", Verdict.NOTE, f"something listens on {host}:{port}", advice)
    except (OSError, socket.gaierror):
        return Finding("port", Verdict.BAD, f"{host} is no address of this machine", "Mend LIMNER_WEB_HOST.")
    return Finding("port", Verdict.FINE, f"{host}:{port} is free")
