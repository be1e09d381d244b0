"""Keeps a lane close to its GPU."""

import torch


class Pace:
    """Lets a lane hand a GPU one step ahead, and no more.

    Without a step in hand the GPU would wait for Python; with many, a newcomer would wait for all of them.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._before: torch.cuda.Event | None = None

    def keep(self) -> None:
        """Wait until the step before this one is computed. Raises what the device raised meanwhile."""
        if self._device.type != "cuda":
            return
        now = torch.cuda.Event()  # type: ignore[no-untyped-call]  # torch
        now.record(torch.cuda.current_stream(self._device))  # a thread's own device is the first one
        if self._before is not None:
            self._before.synchronize()
        self._before = now
