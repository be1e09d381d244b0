"""Shows prompts that are proposed, and how much the words of one count."""

from bots.wording import Wording
from generation.shortening import little
from tasks.job import Job

STRUCK = "\u0336"  # a line through the character before it, in every chat
MOST_WORDS = 5  # that are named with their share
SHOWN = 400  # characters of a proposal in a list; a button draws it whole


def proposals(job: Job, wording: Wording) -> str:
    """List what is proposed, each with the number of its buttons, and what that cost."""
    texts = (f"{number}. {_short(text)}" for number, text in enumerate(job.descriptions, 1))
    return "\n".join((*_weighed(job, wording), *texts, wording.say("describe-recipe", price=job.cost)))


def _weighed(job: Job, wording: Wording) -> list[str]:
    """Write a prompt with the words struck through that count little, and those that count most."""
    weights = job.weights
    if not weights:
        return []
    most = sorted(weights, key=lambda one: -one.share)[:MOST_WORDS]
    words = " · ".join(f"{one.text} {one.share:.0%}" for one in most)
    return [_struck(job), f"{wording.say('shorten-most')} {words}"]


def _struck(job: Job) -> str:
    text = job.read
    for one in reversed(little(job.weights)):
        first, last = one.span
        text = text[:first] + "".join(letter + STRUCK for letter in text[first:last]) + text[last:]
    return text


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
