"""Weights that rest in pinned memory, without a GPU: plain memory stands in, and nothing is lost."""

import gc

import pytest
import torch
from torch import Tensor, nn

from generation import resting
from generation.resting import Berth, Quay

CPU = torch.device("cpu")


class Memory:
    """Plain memory, which counts what is taken of it."""

    def __init__(self) -> None:
        self.taken: list[int] = []

    def __call__(self, count: int) -> Tensor:
        """Give bytes that hold nothing useful."""
        self.taken.append(count)
        return torch.full((count,), 7, dtype=torch.uint8)


class Net(nn.Module):
    """A network of weights of several kinds: in other orders, of one number, shared, and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)
        self.line, self.same = nn.Linear(5, 5), nn.Linear(5, 5)
        self.conv.weight.data = self.conv.weight.contiguous(memory_format=torch.channels_last)
        self.same.weight = self.line.weight


@pytest.fixture
def net() -> Net:
    """Build one."""
    torch.manual_seed(5)
    return Net().requires_grad_(False)


def test_weights_come_back_as_they_were(net: Net) -> None:
    """Each the same object, in the same order of dimensions; a second rest copies nothing."""
    memory = Memory()
    berth = Berth([net], CPU, Quay(1 << 30, memory))
    before = {name: one.clone() for name, one in net.state_dict().items()}
    parts, strides = list(net.parameters()), [one.stride() for one in net.parameters()]

    rested = berth.rest()
    home = net.conv.weight.data_ptr()
    berth.wake()
    again = berth.rest()
    berth.wake()

    assert (True, True, 1) == (rested, again, len(memory.taken))
    assert home == berth._homes[0].data_ptr()
    assert all(torch.equal(one, before[name]) for name, one in net.state_dict().items())
    assert all(one is other for one, other in zip(parts, net.parameters(), strict=True))
    assert strides == [one.stride() for one in net.parameters()]
    assert net.same.weight is net.line.weight


def test_no_more_is_pinned_than_may_be(net: Net) -> None:
    """What has no room rests in ordinary memory; what is dropped makes room."""
    memory = Memory()
    first = Berth([net], CPU, Quay(1 << 30, memory))
    first.rest()
    quay = Quay(memory.taken[0], memory)
    one, other = Berth([net], CPU, quay), Berth([net], CPU, quay)

    had_room = [one.rest(), other.rest()]
    del one
    gc.collect()

    assert [True, False] == had_room
    assert other.rest()


def test_system_that_pins_nothing_stops_nobody(net: Net) -> None:
    """As in a container without the right to lock memory."""

    def refused(count: int) -> Tensor:
        raise RuntimeError("CUDA error: out of memory to pin")

    berth = Berth([net], CPU, Quay(1 << 30, refused))
    wanted = net.conv.weight.clone()

    assert not berth.rest()
    berth.wake()
    assert torch.equal(wanted, net.conv.weight)


def test_weights_of_another_precision_are_copied_anew(net: Net) -> None:
    """A VAE goes over to float32 where its values need it: what lay there before is not hers any more."""
    berth = Berth([net], CPU, Quay(1 << 30, Memory()))
    net.half()
    berth.rest()
    berth.wake()
    net.float()
    net.conv.weight.data = net.conv.weight + 1e-6
    wanted = net.conv.weight.clone()

    berth.rest()
    berth.wake()

    assert torch.equal(wanted, net.conv.weight)


def test_blocks_hold_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tensors together, a large one for itself."""
    monkeypatch.setattr(resting, "BLOCK", 2048)
    memory = Memory()
    net = nn.ParameterList([torch.randn(count) for count in (100, 300, 200, 2000, 5)])
    wanted = [one.clone() for one in net]

    assert Berth([net], CPU, Quay(1 << 20, memory)).rest()
    assert all(torch.equal(one, other) for one, other in zip(wanted, net, strict=True))
    assert max(memory.taken) == 8192
    assert sum(memory.taken) <= 3 * 2048 + 8192
