"""The inside of a cell: read an order, lock the doors, do the work, answer.

An exception that is no refusal ends the process with its trace on standard error, where the parent finds it.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO

# Nothing heavy here: the doors must be locked before a library starts its threads.
from avatar.intake import locks
from avatar.intake.errors import FileDamaged
from generation.errors import Refusal

Function = Callable[[bytes, dict[str, object]], tuple[dict[str, object], bytes]]


def main() -> None:
    """Do one work."""
    asked = sys.stdin.buffer
    order = json.loads(asked.readline())
    locks.lock(order["bounds"], order["reads"])
    locks.die_with(order["parent"])
    told = _private_output()
    try:
        facts, content = _work(order["work"])(asked.read(), order["options"])
        _answer(told, {"facts": facts}, content)
    except Refusal as refusal:
        _answer(told, {"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        _answer(told, {"refused": FileDamaged.code, "facts": FileDamaged(order["medium"]).facts})
    os._exit(0)  # not through the libraries' destructors: the answer stands


def _private_output() -> IO[bytes]:
    """Keep standard output for the answer: what libraries print goes to standard error."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return told


def _work(name: str) -> Function:
    module, _, function = name.partition(":")
    work: Function = getattr(import_module(module), function)
    return work


def _answer(told: IO[bytes], head: dict[str, object], content: bytes = b"") -> None:
    told.write(json.dumps(head).encode() + b"\n")
    told.write(content)
    told.flush()
