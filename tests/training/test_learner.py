"""The training loop: it learns, averages, and goes on after a stop."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from training.learner import CURVES, Course, Group, Learner, Progress, train


def slope(net: nn.Linear) -> Tensor:
    """Ask a line through the origin to be of slope 3."""
    x = torch.linspace(-1, 1, 16)[:, None]
    off: Tensor = net(x) - 3 * x
    return off.square().mean()


def test_steps_lower_the_loss() -> None:
    """Fifty steps find a slope."""
    torch.manual_seed(0)
    net = nn.Linear(1, 1)
    learner = Learner([Group(net, 0.3)])
    before = float(slope(net).detach())

    for step in range(50):
        learner.step(slope(net), step / 50)

    assert float(slope(net).detach()) < before / 20


def test_low_precision_weights_follow_their_masters() -> None:
    """Steps too small for bfloat16 still add up."""
    torch.manual_seed(0)
    net = nn.Linear(1, 1)
    nn.init.constant_(net.weight, 2.0)
    learner = Learner([Group(net, 1e-3, decay=0.0)])
    net.to(torch.bfloat16)

    for _ in range(100):
        x = torch.ones(4, 1, dtype=torch.bfloat16)
        learner.step((net(x).float() - 9).square().mean(), 0.3)

    assert float(net.weight.detach()) > 2.05


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path) -> None:
    """Weights, average, steps and the time spent come back."""
    torch.manual_seed(0)
    net = nn.Linear(1, 1)
    learner = Learner([Group(net, 0.1)])
    for step in range(5):
        learner.step(slope(net), step / 10)
    learner.spent_s = 12.0
    learner.save(tmp_path / "part.pt")

    fresh = nn.Linear(1, 1)
    again = Learner([Group(fresh, 0.1)])
    again.load(tmp_path / "part.pt")

    assert (again.steps, again.spent_s) == (5, 12.0)
    assert torch.equal(net.weight, fresh.weight)
    again.lend_average()
    learner.lend_average()
    assert torch.equal(net.weight, fresh.weight)


def test_a_finished_training_is_read_back_without_a_step(tmp_path: Path) -> None:
    """A recipe that is called again does not train twice."""
    torch.manual_seed(0)
    lines: list[str | Progress] = []
    net = nn.Linear(1, 1)
    course = Course(tmp_path / "line.pt", 0.5 / 60, lines.append)
    learner = Learner([Group(net, 0.1)])
    train(learner, lambda: slope(net), course)

    again = Learner([Group(nn.Linear(1, 1), 0.1)])
    train(again, lambda: slope(net), course)

    assert learner.steps == again.steps > 0
    assert str(lines[-1]).startswith("line: going on after step")


def test_the_curve_goes_on_after_a_stop(tmp_path: Path) -> None:
    """Points of before and after, and the picture of all parts beside the checkpoints."""
    course = Course(tmp_path / "line.pt", 0.3 / 60, lambda _: None)
    net = nn.Linear(1, 1)
    first = Learner([Group(net, 0.1)])
    train(first, lambda: slope(net), course)

    fresh = nn.Linear(1, 1)
    again = Learner([Group(fresh, 0.1)])
    train(again, lambda: slope(fresh), Course(tmp_path / "line.pt", 0.6 / 60, lambda _: None))

    assert first.curve == again.curve[: len(first.curve)]
    assert [1, again.steps] == [again.curve[0][0], again.curve[-1][0]]
    assert len(again.curve) > len(first.curve)
    assert (tmp_path / CURVES).is_file()


def test_checkpoints_of_before_the_curves_are_read(tmp_path: Path) -> None:
    """They go on with an empty one."""
    net = nn.Linear(1, 1)
    Learner([Group(net, 0.1)]).save(tmp_path / "line.pt")
    state = torch.load(tmp_path / "line.pt", weights_only=True)
    del state["curve"]
    torch.save(state, tmp_path / "line.pt")

    again = Learner([Group(net, 0.1)])
    again.load(tmp_path / "line.pt")

    assert [] == again.curve


def test_ctrl_c_leaves_a_checkpoint(tmp_path: Path) -> None:
    """With the last step in it."""
    net = nn.Linear(1, 1)
    learner = Learner([Group(net, 0.1)])

    def loss() -> Tensor:
        if learner.steps == 3:
            raise KeyboardInterrupt
        return slope(net)

    with pytest.raises(KeyboardInterrupt):
        train(learner, loss, Course(tmp_path / "line.pt", 1, lambda _: None))

    again = Learner([Group(nn.Linear(1, 1), 0.1)])
    again.load(tmp_path / "line.pt")
    assert 3 == again.steps == again.curve[-1][0]


def test_progress_prints_as_a_line_and_counts_as_a_share(tmp_path: Path) -> None:
    """For logs and for bars."""
    told: list[str | Progress] = []
    net = nn.Linear(1, 1)

    train(Learner([Group(net, 0.1)]), lambda: slope(net), Course(tmp_path / "line.pt", 0.3 / 60, told.append))

    [*_, last] = told
    assert isinstance(last, Progress)
    assert ("line", 1.0) == (last.part, last.share)
    assert str(last).startswith(f"line: step {last.steps}, 0.0 of 0.005 min, loss ")
