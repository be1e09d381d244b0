"""What the buttons do that belong to no job."""

from bots import attend, lists, offering
from bots.actions import Action
from bots.appealing import answered, appeal, why
from bots.chat import Reply
from bots.command import Visit
from bots.commands.admin_quota import decide
from bots.commands.language import speak
from bots.lists import IN_LISTS


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button with what it carries. Raises a Refusal where it leads nowhere."""
    match action:
        case "speak":
            return await speak(argument, visit)
        case "approve" | "reject":
            return await decide(argument, visit, approve=action == "approve")
        case "why" | "appeal":
            return await (why if action == "why" else appeal)(argument, visit)
        case "allow" | "lift" | "uphold":
            return await answered(action, argument, visit)
        case _:
            offered = offering.press if action in offering.ACTIONS else attend.press
            others = lists.press if action in IN_LISTS else offered
            return await others(action, argument, visit)
