"""What buttons do: one table for every platform. A new button is a line here, its wording, and its deed.

The words of an action ``x`` are ``button-x``. What is done stands in `bots/pressing.py` for what acts on
jobs, and in `bots/presses.py` for the others.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from tasks.roles import Deed

Action = Literal[
    "cancel",
    "pick",
    "vary",
    "rework",
    "again",
    "edit",
    "talk",
    "onward",
    "info",
    "file",
    "private",
    "delete",
    "face",
    "agree",
    "decline",
    "take",
    "speak",
    "approve",
    "reject",
    "why",
    "appeal",
    "allow",
    "lift",
    "uphold",
    "export",
    "packing",
    "erase",
    "erased",
    "like",
    "same",
    "open",
    "turn",
    "line",
    "first",
    "drop",
    "make",
    "cheaper",
    "leave",
    "upscale",
    "around",
    "wider",
    "widest",
    "zoom",
    "left",
    "right",
    "up",
    "down",
    "batch",
    "forgo",
    "halt",
    "wear",
    "draw",
    "describe",
    "fetch",
    "unfetch",
    "leaf",
    "kind",
    "card",
    "wield",
    "adopt",
    "learn",
    "more",
    "clear",
    "use",
    "unlearn",
    "unlearnt",
]


class Where(Enum):
    """Where the answer to a press is shown."""

    ANEW = "anew"  # in a message of its own
    HERE = "here"  # in the message that holds the button
    ASIDE = "aside"  # as a word to whoever pressed; nothing that is shown changes
    ALONE = "alone"  # to whoever pressed, where a platform can; else in a message of its own
    FORM = "form"  # a form to fill in, where a platform has such; else as ALONE


class Who(Enum):
    """Whose press counts."""

    OWNER = "owner"  # of the job, and whoever may cancel the jobs of others
    VIEWER = "viewer"  # whoever sees the result where it was shown; what is made is theirs, and they pay
    ASKED = "asked"  # whoever the desk knows as the one who is asked; it refuses everybody else


class Colour(Enum):
    """How much a button stands out, where a platform can show that."""

    PLAIN = "plain"
    MAIN = "main"
    GOOD = "good"
    GRAVE = "grave"


@dataclass(frozen=True)
class Rule:
    """How the buttons of an action behave."""

    where: Where
    who: Who = Who.ASKED
    colour: Colour = Colour.PLAIN
    on_job: bool = False  # acts on a job or on one of its pictures, not on a conversation
    deed: Deed = Deed.ASK  # what the press takes, where it takes more than to ask
    apart: bool = False  # stands in rows of its own, numbered or not
    row: str = ""  # actions of the same name here have a row of their own, ``columns`` wide
    columns: int = 0  # where they are numbered: how many lie beside each other; 0: as many as there is room


RULES: dict[Action, Rule] = {
    "cancel": Rule(Where.HERE, Who.OWNER, on_job=True),
    "pick": Rule(Where.ANEW, Who.VIEWER, on_job=True, columns=4),
    "vary": Rule(Where.ANEW, Who.VIEWER, Colour.MAIN, on_job=True, columns=4),
    "rework": Rule(Where.ANEW, Who.VIEWER, Colour.MAIN, on_job=True),
    "again": Rule(Where.ANEW, Who.VIEWER, Colour.MAIN, on_job=True),
    "edit": Rule(Where.FORM, Who.VIEWER, on_job=True),
    "talk": Rule(Where.ANEW),
    "onward": Rule(Where.ANEW),
    "info": Rule(Where.ALONE, Who.VIEWER, on_job=True),
    "file": Rule(Where.ALONE, Who.VIEWER, on_job=True),
    "private": Rule(Where.ALONE, on_job=True),
    "delete": Rule(Where.HERE, Who.OWNER, Colour.GRAVE, on_job=True),
    "face": Rule(Where.HERE),
    "agree": Rule(Where.HERE, colour=Colour.GOOD),
    "decline": Rule(Where.HERE),
    "upscale": Rule(Where.ANEW, Who.VIEWER, on_job=True),
    "around": Rule(Where.ALONE, Who.VIEWER, on_job=True),  # opens the next seven
    "wider": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="zoom", columns=3),
    "widest": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="zoom", columns=3),
    "zoom": Rule(Where.FORM, Who.VIEWER, on_job=True, row="zoom", columns=3),
    "left": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="pan", columns=4),
    "right": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="pan", columns=4),
    "up": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="pan", columns=4),
    "down": Rule(Where.ANEW, Who.VIEWER, on_job=True, row="pan", columns=4),
    "take": Rule(Where.ANEW, colour=Colour.MAIN, columns=3),  # as they lie on their sheet
    "speak": Rule(Where.HERE),
    "approve": Rule(Where.HERE, colour=Colour.GOOD, deed=Deed.CREDIT),
    "reject": Rule(Where.HERE, deed=Deed.CREDIT),
    "why": Rule(Where.ALONE),
    "appeal": Rule(Where.ALONE),
    "allow": Rule(Where.HERE, colour=Colour.GOOD, deed=Deed.RESTRAIN),
    "lift": Rule(Where.HERE, deed=Deed.RESTRAIN),
    "uphold": Rule(Where.HERE, colour=Colour.GRAVE, deed=Deed.RESTRAIN),
    "export": Rule(Where.ALONE, colour=Colour.MAIN),
    "packing": Rule(Where.ALONE, colour=Colour.MAIN),
    "erase": Rule(Where.ALONE, colour=Colour.GRAVE),  # asks once more
    "erased": Rule(Where.HERE, colour=Colour.GRAVE),
    "like": Rule(Where.ASIDE),
    "same": Rule(Where.ANEW, colour=Colour.MAIN),
    "open": Rule(Where.ALONE, colour=Colour.MAIN, apart=True),  # one of a page
    "turn": Rule(Where.HERE, apart=True),  # to another page: carries a search, a job, and a side of it
    "line": Rule(Where.HERE),
    "first": Rule(Where.HERE, apart=True),
    "drop": Rule(Where.HERE, apart=True),
    "make": Rule(Where.HERE, colour=Colour.GOOD),
    "cheaper": Rule(Where.HERE, colour=Colour.MAIN),
    "leave": Rule(Where.HERE),
    "batch": Rule(Where.HERE, colour=Colour.GOOD),  # several pictures of one line
    "forgo": Rule(Where.HERE),
    "halt": Rule(Where.HERE),
    "wear": Rule(Where.HERE),
    "draw": Rule(Where.ANEW, Who.VIEWER, Colour.MAIN, on_job=True, columns=2),  # by a text of a description
    "describe": Rule(Where.ANEW, Who.VIEWER, on_job=True),
    "fetch": Rule(Where.HERE),  # how far a model is on its way
    "unfetch": Rule(Where.HERE, colour=Colour.GRAVE),
    "card": Rule(Where.ALONE, colour=Colour.MAIN, apart=True, columns=5),  # of a model
    "leaf": Rule(
        Where.HERE, apart=True, columns=3
    ),  # another page of models: carries their kind, its number, a search
    "kind": Rule(Where.HERE, apart=True),  # models of another kind: carries that, and a search
    "wield": Rule(Where.FORM, colour=Colour.MAIN),  # a command that draws with a model
    "adopt": Rule(Where.ALONE),  # a model that draws from now on where none is named
    "learn": Rule(Where.HERE, colour=Colour.GOOD),  # begin a training: carries what is gathered, and steps
    "more": Rule(Where.FORM),  # brings further pictures, where a form takes files
    "clear": Rule(Where.HERE),
    "use": Rule(Where.ANEW, colour=Colour.MAIN),  # draw with what a training made
    "unlearn": Rule(Where.ALONE),  # asks once more
    "unlearnt": Rule(Where.HERE, colour=Colour.GRAVE),
}

ON_JOBS: frozenset[Action] = frozenset(name for name, rule in RULES.items() if rule.on_job)
ENDING: frozenset[Action] = frozenset({"cancel", "delete"})  # of a job whose message is there already
