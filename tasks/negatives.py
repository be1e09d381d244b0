"""What a place and a person always leave out, each layer by itself."""

from sqlalchemy import Connection, select

from generation.provenance import Layer
from tasks import accounts
from tasks.authority import Authority
from tasks.job import Place, Sender
from tasks.local_settings import STUDIO, person_scope
from tasks.models_governing import local_settings
from tasks.scopes import scopes

PERSON = "person"
NAME = "negative_prompt"


class Negatives:
    """Reads the layers that are kept as settings. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def of(self, sender: Sender, place: Place) -> tuple[Layer, ...]:
        """List what is set for the studio, the server, the channel and the sender, in this order."""

        def look(connection: Connection) -> tuple[Layer, ...]:
            account = accounts.find(connection, sender.platform, sender.account)
            own = {person_scope(account.id): PERSON} if account else {}
            named = {scope: scope for scope in (STUDIO, *scopes(place))} | own
            query = select(local_settings.c.scope, local_settings.c.value).where(
                local_settings.c.name == NAME, local_settings.c.scope.in_(named)
            )
            found = {row.scope: str(row.value) for row in connection.execute(query)}
            return tuple(
                Layer(source=source, words=found[scope]) for scope, source in named.items() if scope in found
            )

        return self._authority.read(look)
