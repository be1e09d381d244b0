"""The training loop: it learns, averages, and goes on after a stop."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from training.learner import Course, Group, Learner, Progress, train


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
