"""/language: which language the studio speaks with somebody, on every platform where they are."""

from pydantic import BaseModel, Field

from bots.chat import Button, Reply
from bots.command import Command, Visit
from bots.wording import LOCALES, Wording
from generation.errors import UnknownChoice

APP = "app"  # as the person's app is set
FOLLOWS = "language-follows-app"
CHOICES = (*LOCALES, APP)
NAMES = {
    "en": "en", "english": "en", "英文": "en", "英语": "en", "英語": "en",
    "zh-cn": "zh-CN", "zh": "zh-CN", "中文": "zh-CN", "chinese": "zh-CN", "简体中文": "zh-CN",
    "app": APP, "auto": APP, "自动": APP,
}  # fmt: skip


class LanguageForm(BaseModel, frozen=True, extra="forbid"):
    """A language, or nothing to be shown which there are."""

    language: str = Field("", max_length=35, examples=["中文"])


async def answer(form: LanguageForm, visit: Visit) -> Reply:
    """Change the language, or show which one is spoken and offer the others."""
    wanted = form.language.strip()
    if wanted:
        return await speak(wanted, visit)
    wording = visit.counter.wording(visit.sender)
    chosen = visit.counter.tongues.chosen(visit.sender) or APP
    buttons = tuple(Button("speak", one, _name(one, wording)) for one in CHOICES if one != chosen)
    text = wording.say("language-now", language=_name(chosen, wording))
    return Reply(text=text, buttons=buttons, private=True)


async def speak(name: str, visit: Visit) -> Reply:
    """Speak a language from now on. Raises UnknownChoice where the studio does not know it."""
    choice = NAMES.get(name.casefold().replace("_", "-"))
    if choice is None:
        raise UnknownChoice("language", name, "en, 中文, app")
    counter, locale = visit.counter, "" if choice == APP else choice
    await counter.call(counter.desk.languages.choose, visit.sender, locale)
    counter.tongues.note(visit.sender, locale)
    wording = counter.wording(visit.sender)
    text = wording.say("language-set", language=_name(choice, wording)) if locale else wording.say(FOLLOWS)
    return Reply(text=text, private=True)


def _name(choice: str, wording: Wording) -> str:
    """Name a language in itself, so that whoever reads no other finds it."""
    return wording.say("language-app") if choice == APP else Wording(choice).say("language-own-name")


LANGUAGE = Command("language", LanguageForm, answer, text_field="language", private=True)
