"""The device of a runner in words, as people read it in a list of workers."""

import sys

from generation.errors import StudioError
from generation.gpu import cpu_count, device_facts


def device_in_words(on_cpu: bool) -> str:
    """Name what this process draws on: "NVIDIA H200, 140 GiB" or "CPU, 8 cores"."""
    if on_cpu or "torch" not in sys.modules:  # which every engine that uses a GPU has loaded
        return f"CPU, {cpu_count()} cores"
    try:
        facts = device_facts()
    except StudioError:
        return ""
    name = "Apple GPU" if facts.device == "mps" else facts.name
    return f"{name}, {facts.memory_gib:.0f} GiB"
