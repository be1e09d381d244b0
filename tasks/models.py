"""The tables. Seen by what keeps them in this room and by the migrations, and by nobody else."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.engine import Dialect

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

Number = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up INTEGER keys only


class Moment(TypeDecorator[datetime]):
    """A moment, always with its zone (UTC); SQLite stores text without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - what the driver gives
        """Give UTC."""
        if value is None:
            return None
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment


accounts = Table(  # a person: who is who on which platform stands in "identities"
    "accounts",
    metadata,
    Column("id", Number, primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("external", String(128), nullable=False),  # the id with which it was opened
    Column("name", String(256), nullable=False, default=""),
    Column("daily_credits", Integer, nullable=True),  # nothing: what everybody has
    Column("refilled_on", Date, nullable=True),
    Column("role", String(16), nullable=False, server_default="member"),
    Column("plan", String(32), nullable=True),  # nothing: what role and place give
    Column("filled_to", Integer, nullable=True),  # the allowance of the day of the last refill
    Column("month_on", Date, nullable=True),  # the first day of the month whose credits were given
    Column("month_given", Integer, nullable=False, server_default="0"),  # and how many they were
    Column("restrained_until", Moment, nullable=True),  # the latest end of what holds of "sanctions"
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("platform", "external"),
    CheckConstraint("daily_credits IS NULL OR daily_credits >= 0", name="daily_credits"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # one event, one job
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False),
    Column("sender", JSON, nullable=False),
    Column("place", JSON, nullable=False),
    Column("platform", String(32), nullable=False),  # where the answer belongs
    Column("kind", String(32), nullable=False),
    Column("queue", String(32), nullable=False),
    Column("request", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("price", Integer, nullable=False),  # as expected; in the slow lane nobody pays it
    Column("reference", Integer, nullable=True),  # what the cards say that it costs
    Column("lane", String(8), nullable=False, server_default="fast"),
    Column("payer_id", Number, ForeignKey("accounts.id"), nullable=True),  # of a pool; nothing: its owner
    Column("captured", Integer, nullable=True),  # what was paid; nothing until it is delivered
    Column("attempt", Integer, nullable=False, default=0),  # the fencing number
    Column("losses", Integer, nullable=False, default=0),  # workers that died of it
    Column("submitted_at", Moment, nullable=False),
    Column("rank", Integer, nullable=False, server_default="0"),  # among its owner's: the lowest comes first
    Column("started_at", Moment, nullable=True),
    Column("finished_at", Moment, nullable=True),
    Column("deadline_at", Moment, nullable=False),
    Column("worker", String(128), nullable=False, default=""),
    Column("lease_until", Moment, nullable=True),
    Column("rung_at", Moment, nullable=True),  # when the queue last heard of it; nothing: never
    Column("announced_at", Moment, nullable=True),  # when its end was last announced
    Column("sending", Boolean, nullable=False, default=False),  # a send that may not be repeated was begun
    Column("sure", Boolean, nullable=False, default=True),  # whether the result was seen to arrive
    Column("told", Boolean, nullable=False, default=False),  # whether the owner knows the end
    Column("hidden", Boolean, nullable=False, default=False),  # deleted by its owner
    Column("filed", Boolean, nullable=False, server_default=false()),  # whether the archive knows it
    Column("placeholder", String(128), nullable=False, default=""),
    Column("message", String(128), nullable=False, default=""),  # what shows the result
    Column("problem", JSON(none_as_null=True), nullable=True),
    Column("notes", JSON(none_as_null=True), nullable=True),
    Column("drawn_s", Float, nullable=True),
    Column("filtered", Integer, nullable=False, server_default="0"),  # pictures that the filter held back
    CheckConstraint("price >= 1", name="price"),
    CheckConstraint("lane IN ('fast', 'slow')", name="lane"),
    CheckConstraint("status IN ('queued', 'running', 'rendered', 'delivered', 'refunded')", name="status"),
    CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name="lease"),
    Index(None, "account_id", "submitted_at", "id"),
    Index(None, "status", "submitted_at"),
    Index(None, "platform", "status", "told"),
)

media = Table(
    "media",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("mime", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("seed", BigInteger, nullable=True),
    Column("thumbnail", String(200), nullable=False, server_default=""),  # a key, too
    Column("flagged", String(16), nullable=True),  # what became of it where the safety checker flagged it
)

fingerprints = Table(  # they outlive what was made: a clip that was deleted here may still go round elsewhere
    "fingerprints",
    metadata,
    Column("key", String(200), primary_key=True),  # of the media
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)

uploads = Table(  # who sent what; the same bytes may be several people's
    "uploads",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("mime", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("duration_s", Float, nullable=False),  # of a recording; 0 for a photo
    Column("sent_at", Moment, nullable=False, index=True),
)

consents = Table(
    "consents",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("version", String(32), primary_key=True),  # of the wording that was agreed to
    Column("at", Moment, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("chat", String(128), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)

segments = Table(  # of a clip that is drawn in ranges, by as many machines as there are
    "segments",
    metadata,
    Column("job_id", Uuid, ForeignKey("jobs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # in the order of the clip
    Column("first", Integer, nullable=False),  # its first frame
    Column("frames", Integer, nullable=False),
    Column("plan", String(200), nullable=False),  # a key: what every range of a clip is drawn from
    Column("state", String(16), nullable=False),
    Column("fence", Integer, nullable=False, default=0),  # counts the claims
    Column("worker", String(128), nullable=False, default=""),
    Column("lease_until", Moment, nullable=True),
    Column("share", Float, nullable=False, default=0.0),  # how much of it is drawn, as its worker last told
    Column("key", String(200), nullable=False, default=""),  # of the finished piece
    Column("drawn_s", Float, nullable=False, default=0.0),
    Column("lost_by", Text, nullable=False, default=""),  # the workers that fell silent over it
    CheckConstraint("state IN ('waiting', 'running', 'done')", name="state"),
    CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="lease"),
    CheckConstraint("(state = 'done') = (key <> '')", name="key"),
)

job_events = Table(
    "job_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("was", String(16), nullable=True),
    Column("became", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reason", String(64), nullable=False, default=""),
)

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=True),  # nothing: the house's own
    Column("balance", BigInteger, nullable=False, default=0),
    UniqueConstraint("account_id", "kind"),
    CheckConstraint("kind IN ('available', 'held', 'treasury', 'consumed', 'expired')", name="kind"),
    CheckConstraint("(account_id IS NULL) = (kind IN ('treasury', 'consumed', 'expired'))", name="owner"),
    CheckConstraint("balance >= 0 OR kind = 'treasury'", name="floor"),
)

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=True, index=True),
    Column("actor", String(200), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    CheckConstraint(
        "kind IN ('grant', 'revoke', 'hold', 'capture', 'void', 'expire', 'transfer')", name="kind"
    ),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", Number, primary_key=True),
    Column("transaction_id", Number, ForeignKey("ledger_transactions.id"), nullable=False, index=True),
    Column("ledger_account_id", Number, ForeignKey("ledger_accounts.id"), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount <> 0", name="amount"),
)
