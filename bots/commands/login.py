"""/login: a link that opens the page as the person who asked, once."""

from pydantic import BaseModel

from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.link import shown_to_others
from bots.errors import LoginInPrivate, PageUnknown

HERE = "⁂"  # stands in the sentence where the link belongs


class LoginForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def answer(form: LoginForm, visit: Visit) -> Reply:
    """Give the sender a link of their own, where nobody else sees it."""
    counter = visit.counter
    address = counter.desk.settings.page_url
    if address is None:
        raise PageUnknown
    if shown_to_others(visit):
        raise LoginInPrivate
    ticket = await counter.call(counter.desk.entrance.ticket, visit.sender)
    link = f"{address}/login/{ticket.token}"
    # Not a fact of the sentence: those are cut short, and a link that is cut leads nowhere.
    before, _, after = counter.wording(visit.sender).say("login-link", link=HERE).partition(HERE)
    return Reply(text=f"{before}{link}{after}", private=True)


LOGIN = Command("login", LoginForm, answer, private=True)
