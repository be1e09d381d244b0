"""What the buttons do that belong to no job."""

from bots import attend, batching, fetching, lists, model_card, model_list, offering, teaching
from bots.actions import Action
from bots.appealing import answered, appeal, why
from bots.chat import Reply
from bots.command import Visit
from bots.commands import style
from bots.commands.admin_quota import decide
from bots.commands.language import speak
from bots.takeout import ACTIONS
from bots.takeout import press as mydata


async def press(action: Action, argument: str, visit: Visit) -> Reply:
    """Answer a button with what it carries. Raises a Refusal where it leads nowhere."""
    match action:
        case "speak":
            return await speak(argument, visit)
        case "approve" | "reject":
            return await decide(argument, visit, approve=action == "approve")
        case "why" | "appeal":
            return await (why if action == "why" else appeal)(argument, visit)
        case "wear":
            return await style.press(argument, visit)
        case "allow" | "lift" | "uphold":
            return await answered(action, argument, visit)
        case _:
            subjects = (
                (lists.IN_LISTS, lists.press),
                (offering.ACTIONS, offering.press),
                (batching.ACTIONS, batching.press),
                (teaching.ACTIONS, teaching.press),
                (ACTIONS, mydata),
                (fetching.ACTIONS, fetching.press),
                (model_list.ACTIONS, model_list.press),
                (model_card.ACTIONS, model_card.press),
            )
            answer = next((press for actions, press in subjects if action in actions), attend.press)
            return await answer(action, argument, visit)
