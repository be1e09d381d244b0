"""/link and /unlink: one person on Discord, Telegram and the page, with one balance and one history."""

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import LinkInPrivate
from bots.reply import quota_reply
from bots.wording import clock

NAMES = {"discord": "Discord", "telegram": "Telegram"}  # the page has a name of its own in each language


class LinkForm(BaseModel, frozen=True, extra="forbid"):
    """A code from another platform, or nothing to be given one."""

    code: str = Field("", max_length=40)


class UnlinkForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def link(form: LinkForm, visit: Visit) -> Reply:
    """Give a code to type elsewhere, or join the sender to the person who was given it."""
    counter = visit.counter
    wording = counter.wording(visit.sender)
    if not form.code.strip():
        if shown_to_others(visit):
            raise LinkInPrivate
        code = await counter.call(counter.desk.link_code, visit.sender)
        text = wording.say("link-code", code=code.text, until=clock(code.expires_at))
        return Reply(text=text, private=True)
    platforms = await counter.call(counter.desk.link, visit.sender, form.code)
    names = [NAMES.get(one) or wording.say("link-page") for one in platforms]
    linked = wording.say("link-done", platforms=", ".join(dict.fromkeys(names)))
    balance = quota_reply(await counter.call(counter.desk.allowance, visit.sender), wording)
    return Reply(text=f"{linked}\n{balance.text}", private=True)


async def unlink(form: UnlinkForm, visit: Visit) -> Reply:
    """Part this platform from the person that it was linked to."""
    await visit.counter.call(visit.counter.desk.unlink, visit.sender)
    return Reply(text=visit.counter.wording(visit.sender).say("link-parted"), private=True)


def shown_to_others(visit: Visit) -> bool:
    """Whether an answer is seen by more than the asker: a group of Telegram has no private answers."""
    return visit.place.platform == "telegram" and visit.place.chat != visit.sender.account


LINK = Command("link", LinkForm, link, text_field="code", private=True)
UNLINK = Command("unlink", UnlinkForm, unlink, private=True)
