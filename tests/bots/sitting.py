"""How tests send messages and press buttons, and what they look for."""

from avatar.requests import AvatarRequest
from bots.actions import Action
from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from tasks.desk import Desk
from tests.factories import key, place, sender

FULL = 200
FREE = "Nothing was charged."


async def hear(
    counter: Counter, text: str = "", *files: Attachment, name: str = "", account: str = "1001"
) -> Reply:
    """Send a message as somebody."""
    return await counter.hear(text, files, sender(account), place(), name or key())


async def press(counter: Counter, action: Action, argument: str, name: str = "") -> Reply:
    """Press a button as the usual sender."""
    return await counter.press(action, argument, sender(), place(), name or key())


async def press_first(counter: Counter, reply: Reply, action: Action) -> Reply:
    """Press the first button of an action below a reply."""
    button = next(button for button in reply.buttons if button.action == action)
    return await press(counter, button.action, button.job_id)


def request_of(reply: Reply) -> AvatarRequest:
    """Take the request of a clip."""
    assert reply.problem is None, reply.text
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, AvatarRequest)
    return reply.job.request


def jobs(desk: Desk) -> int:
    """Count the jobs of the usual sender."""
    return len(desk.history(sender()))
