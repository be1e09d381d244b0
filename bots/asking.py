"""What is said while something of a clip is still missing: questions, their buttons, and refusals."""

from collections.abc import Sequence
from hashlib import sha256

from bots.chat import Button, Reply
from bots.reply import problem_reply
from bots.sitting import CONSENT_VERSION, Missing
from bots.wording import Wording
from generation.errors import StudioError
from tasks.conversation import Conversation
from tasks.job import Job, Problem

MARK_LENGTH = 8


def ask(
    what: Missing, sitting: Conversation, wording: Wording, numbered: bytes = b"", remarks: Sequence[str] = ()
) -> Reply:
    """Ask for what is missing, with what is to be said before."""
    question = question_of(what, sitting, wording)
    buttons = _buttons(what, sitting, wording)
    text = "\n".join((*remarks, question))
    return Reply(text=text, buttons=buttons, preview=numbered, private=True, asks=what)


def refused(
    problems: Sequence[StudioError], sitting: Conversation, what: Missing | None, wording: Wording
) -> Reply:
    """Say what is wrong with what was given, and what of the rest is kept."""
    first, *others = (problem_reply(Problem.of(error), wording) for error in problems)
    lines = [first.text, *(other.text for other in others)]
    if what is not None and (sitting.photo or sitting.sound or sitting.text):
        lines.append(question_of(what, sitting, wording))
    buttons = _buttons(what, sitting, wording) if what is not None else ()
    return Reply(text="\n".join(lines), buttons=buttons, private=True, problem=first.problem, asks=what or "")


def which_picture(job: Job, count: int, wording: Wording) -> Reply:
    """Ask which of a job's pictures shall speak."""
    buttons = tuple(Button("talk", f"{job.id}.{number}", str(number)) for number in range(1, count + 1))
    return Reply(text=wording.say("avatar-which-picture", count=count), buttons=buttons, private=True)


def question_of(what: Missing, sitting: Conversation, wording: Wording) -> str:
    """Write the question for what is missing."""
    match what:
        case "photo":
            kept = "sound" if sitting.sound else "text" if sitting.text else "nothing"
            return wording.say("avatar-need-photo", kept=kept)
        case "face":
            return wording.say("avatar-need-face", count=sitting.faces)
        case "voice":
            return wording.say("avatar-need-voice")
        case "consent":
            return wording.say("avatar-consent")


def mark(photo: str) -> str:
    """Mark a photo, so that a button under an older one is known as such."""
    return sha256(photo.encode()).hexdigest()[:MARK_LENGTH]


def _buttons(what: Missing, sitting: Conversation, wording: Wording) -> tuple[Button, ...]:
    if what == "face":
        return tuple(
            Button("face", f"{number}.{mark(sitting.photo)}", str(number))
            for number in range(1, sitting.faces + 1)
        )
    if what == "consent":
        return (
            Button("agree", CONSENT_VERSION, wording.say("button-agree")),
            Button("decline", "", wording.say("button-decline")),
        )
    return ()
