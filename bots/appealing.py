"""Appeals in a chat: why something was blocked, the question to the moderators, and their answer."""

from bots.chat import Button, Reply
from bots.command import Visit
from bots.ids import as_uuid
from bots.wording import Wording
from tasks.appeals import State
from tasks.notices import Notice
from tasks.words import shipped

ANSWERS = {"allow": State.ALLOWED, "lift": State.LIFTED, "uphold": State.UPHELD}


async def why(case_id: str, visit: Visit) -> Reply:
    """Say which rule caught what somebody asked for, and what they can do."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    case = await counter.call(counter.desk.appeals.case, visit.sender, as_uuid(case_id))
    facts = {"rule": case.rule, "scope": case.scope, "warned": "yes" if case.warned else "no"}
    buttons = _buttons(case_id, wording, "appeal") if case.state is State.NOTED else ()
    return Reply(text=wording.say("appeal-why", **facts), buttons=buttons, private=True)


async def appeal(case_id: str, visit: Visit) -> Reply:
    """Ask the moderators."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    await counter.call(counter.desk.appeals.ask, visit.sender, as_uuid(case_id))
    return Reply(text=wording.say("appeal-sent"), private=True)


async def answered(action: str, case_id: str, visit: Visit) -> Reply:
    """Take a moderator's word."""
    counter, wording, answer = visit.counter, visit.counter.wording(visit.sender), ANSWERS[action]
    case = await counter.call(counter.desk.appeals.answer, visit.actor, as_uuid(case_id), answer)
    facts = {"person": case.sender.name or case.sender.address, "answer": answer.value}
    return Reply(text=wording.say("appeal-closed", moderator=visit.sender.name, **facts))


def notice_reply(notice: Notice, wording: Wording) -> Reply:
    """Put a notice into words."""
    fixed = notice.facts.get("rule") in {rule.name for rule in shipped()}  # nobody allows that
    actions = [action for action in ANSWERS if not (fixed and action == "allow")]
    buttons = _buttons(notice.case, wording, *actions) if notice.case else ()
    if notice.code == "mydata-ready":
        buttons = (Button("packing", "", wording.say("mydata-fetch")),)
    return Reply(text=wording.say(notice.code, **notice.facts), buttons=buttons, hidden=notice.hidden)


def case_buttons(case_id: str, wording: Wording) -> tuple[Button, ...]:
    """Give the buttons below a refusal."""
    return _buttons(case_id, wording, "why", "appeal")


def _buttons(case_id: str, wording: Wording, *actions: str) -> tuple[Button, ...]:
    return tuple(Button(action, case_id, wording.say(f"button-{action}")) for action in actions)  # type: ignore[arg-type]  # they are actions
