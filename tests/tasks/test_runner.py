"""The runner: a child that owns the device, and a parent that outlives it."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from generation.catalogue import Card, Catalogue, Scheduler
from generation.notes import Note
from generation.picture import read_recipe
from generation.requests import ImageRequest
from tasks.errors import WallLimitReached
from tasks.worker.messages import Draw, Drawn, Stepped, Tools
from tasks.worker.runner import EngineEnded, Runner, RunnerDied
from tests.patience import PATIENCE_S

FAKE = "tests.fakes.engine:open_fake"


@pytest.fixture
def runner() -> Iterator[Runner]:
    """Give a runner with the fake engine."""
    runner = _runner()
    yield runner
    runner.close()


@pytest.fixture
def hurried() -> Iterator[Runner]:
    """Give a runner with the fake engine and a short wall limit."""
    runner = _runner(wall_limit=timedelta(seconds=2))
    yield runner
    runner.close()


def _runner(**limits: object) -> Runner:
    card = Card(name="pocket", title="Pocket", family="stable-diffusion", source="nowhere")
    return Runner(Tools(FAKE, (Catalogue((card,), "pocket"),)), **limits)  # type: ignore[arg-type]  # test limits


def _order(prompt: str, ticket: str = "one", **choices: object) -> Draw:
    plain = {"width_px": 64, "height_px": 64, "steps": 4, "guidance": 4.0, "seed": 7}
    request = {"prompt": prompt, "model": "pocket", "scheduler": Scheduler.DDIM, **plain, **choices}
    return Draw(ticket, ImageRequest.model_validate(request))


def _render(runner: Runner, order: Draw, cancelled: Callable[[], bool] = lambda: False) -> Drawn:
    return runner.render(order, lambda _: None, cancelled)


def test_pictures_come_back_with_their_recipes(runner: Runner) -> None:
    """Each picture has its own seed, in the answer and in the file."""
    drawn = _render(runner, _order("a house", count=2))

    assert [7, 8] == [picture.seed for picture in drawn.made]
    recipe = read_recipe(drawn.made[1].data)
    assert recipe is not None
    assert (8, 1) == (recipe.seed, recipe.count)
    assert (64, 64) == Image.open(BytesIO(drawn.made[0].data)).size


def test_every_step_is_told_and_slow_ones_show_a_preview(runner: Runner) -> None:
    """Progress comes at each step, previews no faster than people can see them."""
    steps: list[Stepped] = []

    runner.render(_order("slow 0.9", steps=9), steps.append, lambda: False)

    assert [n / 9 for n in range(1, 10)] == [step.share for step in steps]
    assert 1 <= sum(bool(step.preview) for step in steps) <= 3


def test_failures_are_told_and_the_child_goes_on(runner: Runner) -> None:
    """An exception of the engine ends one order, not the runner."""
    with pytest.raises(EngineEnded) as caught:
        _render(runner, _order("raise"))

    assert "render_failed" == caught.value.problem.code
    assert _render(runner, _order("a house")).made


def test_broken_device_takes_the_child_with_it(runner: Runner) -> None:
    """After a sticky device error nothing more is computed by that process."""
    _render(runner, _order("a house"))
    before = _child(runner)
    with pytest.raises(EngineEnded) as caught:
        _render(runner, _order("broken"))

    assert caught.value.retry
    assert _render(runner, _order("a house")).made
    assert before != _child(runner)


def test_dead_child_is_seen_before_the_wall_limit(runner: Runner) -> None:
    """A crash ends the order with RunnerDied, and the next order gets a new child."""
    _render(runner, _order("a house"))
    with pytest.raises(RunnerDied):
        _render(runner, _order("segfault"))

    assert _render(runner, _order("a house")).made


def test_crash_hurts_only_the_order_that_was_being_drawn(runner: Runner) -> None:
    """An order that waited behind a crash is drawn by the next child."""
    _render(runner, _order("a house"))
    outcome: list[Drawn] = []
    crash = threading.Thread(target=_render_quietly, args=(runner, _order("slow 5", "first")))
    crash.start()
    time.sleep(0.1)
    waiting = threading.Thread(target=lambda: outcome.append(_render(runner, _order("a house", "second"))))
    waiting.start()
    time.sleep(0.1)
    psutil.Process(_child(runner)).kill()
    crash.join()
    waiting.join()

    assert outcome[0].made


def test_hung_engine_is_killed_at_the_wall_limit(hurried: Runner) -> None:
    """Neither the slot nor the queue waits for a hung kernel."""
    _render(hurried, _order("a house"))
    with pytest.raises(WallLimitReached):
        _render(hurried, _order("hang"))

    assert _render(hurried, _order("a house")).made


def test_killed_child_leaves_no_files(
    hurried: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had begun to write goes with it; and so does the folder of a child that is not needed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(WallLimitReached):
        _render(hurried, _order("hang"))
    assert _render(hurried, _order("a house")).made
    _wait_until(lambda: len(list(tmp_path.iterdir())) == 1)  # of the child that lives
    hurried.close()
    assert [] == list(tmp_path.iterdir())


def test_waiting_does_not_count_as_work() -> None:
    """The wall clock of an order starts when the engine does, and not while others are drawn."""
    orders = [_order("slow 1", str(number)) for number in range(4)]
    runner = _runner(wall_limit=timedelta(seconds=3))
    began = time.monotonic()
    with closing(runner), ThreadPoolExecutor(len(orders)) as slots:
        drawn = list(slots.map(lambda order: _render(runner, order), orders))

    assert sum(one.drawn_s for one in drawn) <= time.monotonic() - began


def test_cancelled_order_leaves_at_the_next_step() -> None:
    """A cancel reaches the engine while it works."""
    steps: list[Stepped] = []
    with closing(_runner()) as runner, pytest.raises(EngineEnded) as caught:
        runner.render(_order("slow 60", steps=100), steps.append, lambda: bool(steps))

    assert "cancelled" == caught.value.problem.code
    assert caught.value.refusal
    assert steps[-1].share < 0.5


def test_grown_child_is_replaced_between_orders() -> None:
    """A leak ends with the child, never in the middle of an order."""
    runner = _runner(ram_limit_gib=0.12)
    try:
        first = _render(runner, _order("leak", "one"))
        before = _child(runner)
        _render(runner, _order("leak", "two"))
        _wait_until(lambda: not psutil.pid_exists(before))
        after = _render(runner, _order("a house", "three"))
    finally:
        runner.close()

    assert first.made
    assert after.made


def test_closed_runner_leaves_no_process() -> None:
    """Closing ends the child and the orders that wait."""
    runner = _runner()
    _render(runner, _order("a house"))
    child = _child(runner)

    runner.close()

    assert not psutil.pid_exists(child)
    with pytest.raises(RunnerDied):
        _render(runner, _order("a house"))


def test_worker_side_never_imports_torch() -> None:
    """What the Celery process imports for the runner is light."""
    code = "import sys, tasks.worker.runner; sys.exit('torch' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def _render_quietly(runner: Runner, order: Draw) -> None:
    with pytest.raises(RunnerDied):
        _render(runner, order)


def _child(runner: Runner) -> int:
    assert runner._child is not None
    assert runner._child.pid is not None
    return runner._child.pid


def _wait_until(held: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not held():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.02)


def test_what_the_model_does_not_know_comes_with_the_pictures(runner: Runner) -> None:
    """The fake engine does not know wombats."""
    drawn = _render(runner, _order("a wombat"))

    assert (Note(code="unknown_words", facts={"words": "wombat", "more": 0}),) == drawn.notes
