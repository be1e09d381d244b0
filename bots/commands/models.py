"""/models: what can be drawn with here, searched by words and by kind; and the card of a single one."""

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.model_card import card_reply
from bots.model_list import PURPOSES, Leaf, Sort, fitting, leaf_reply, seen


class ModelsForm(BaseModel, frozen=True, extra="forbid"):
    """What is looked for, of which kind, and which page of it."""

    words: str = Field("", max_length=100)
    kind: Sort | None = None
    page: int = Field(1, ge=1, le=1000)


async def models(form: ModelsForm, visit: Visit) -> Reply:
    """List the models that one may see here; of a single one that fits the words, tell everything."""
    words = form.words.strip()
    sort = form.kind or (Sort.ALL if words else Sort.MODELS)
    found = [card for card in fitting(words, await seen(visit)) if card.purpose in PURPOSES[sort]]
    exact = [card for card in found if card.name.casefold() == words.casefold()]
    if len(exact) == 1 or (words and len(found) == 1):
        return await card_reply((exact or found)[0], visit)
    if not found:
        named = words or str(sort)
        return Reply(text=visit.counter.wording(visit.sender).say("models-none", words=named), private=True)
    return await leaf_reply(Leaf(words, sort, form.page), visit)


MODELS = Command("models", ModelsForm, models, text_field="words", private=True)
