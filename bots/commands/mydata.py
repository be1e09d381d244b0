"""/mydata: what the studio knows of the sender; to take it along, and to erase it."""

from pydantic import BaseModel, Field

from bots import takeout
from bots.chat import Reply
from bots.command import Command, Visit
from generation.errors import UnknownChoice

EXPORT = frozenset({"export", "导出"})
ERASE = frozenset({"erase", "delete", "删除", "抹除"})


class MydataForm(BaseModel, frozen=True, extra="forbid"):
    """What is to be done with it, or nothing to be told what there is."""

    choice: str = Field("", max_length=20, examples=["export"])


async def answer(form: MydataForm, visit: Visit) -> Reply:
    """Tell, pack, or ask whether to erase. Raises UnknownChoice, DataInPrivate."""
    choice = form.choice.strip().casefold()
    if not choice:
        return await takeout.show(visit)
    if choice in EXPORT:
        return await takeout.export(visit)
    if choice in ERASE:
        return await takeout.ask(visit)
    raise UnknownChoice("choice", form.choice, "export, erase")


MYDATA = Command("mydata", MydataForm, answer, text_field="choice", private=True)
