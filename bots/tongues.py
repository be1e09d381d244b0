"""Which language to speak with whom: the one that they chose, else that of their app."""

from bots.choices import Choices
from bots.wording import Wording
from tasks.job import Sender


class Tongues(Choices):
    """Remembers the locales that people chose."""

    def spoken(self, sender: Sender) -> Sender:
        """Give the sender with the language that they read."""
        locale = self.chosen(sender)
        return sender.model_copy(update={"locale": locale}) if locale else sender

    def wording(self, sender: Sender) -> Wording:
        """Speak the language that the sender reads."""
        return Wording(self.chosen(sender) or sender.locale)
