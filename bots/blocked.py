"""What somebody is told whose words are not allowed: why, what it counts for, and what can be done."""

from datetime import datetime

from bots.appealing import case_buttons
from bots.chat import Reply
from bots.wording import Wording, day
from tasks.job import Problem

BLOCKED = "words_blocked"  # the code of the problem


def blocked_reply(problem: Problem, wording: Wording) -> Reply:
    """Say why a request was refused, without repeating it."""
    facts = problem.facts
    lines = [wording.problem(problem), str(facts.get("reason", ""))]
    warnings, limit, until = int(facts["warnings"]), int(facts["limit"]), str(facts["muted_to"])
    if until:
        lines.append(wording.say("words-muted", until=day(datetime.fromisoformat(until))))
    elif warnings:
        lines.append(wording.say("words-warning", warnings=warnings, limit=limit))
    buttons = case_buttons(str(facts["caught"]), wording)
    return Reply(text="\n".join(filter(None, lines)), buttons=buttons, private=True, problem=problem)
