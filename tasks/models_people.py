"""The tables of people: who they are on which platform, how they join, and their credits that expire."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tasks.models import Moment, Number, metadata

identities = Table(  # an account of a platform; a person may have several
    "identities",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("platform", String(32), nullable=False),
    Column("external", String(128), nullable=False),  # the id that the platform gave
    Column("tries", Integer, nullable=False, server_default="0"),  # wrong codes since the moment below
    Column("tried_at", Moment, nullable=True),
    Column("handle", String(64), nullable=False, server_default=""),  # "@ada" as last seen, folded
    UniqueConstraint("platform", "external"),
    Index(None, "platform", "handle"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(64), primary_key=True),  # a code itself is shown once and kept nowhere
    Column("identity_id", Number, ForeignKey("identities.id"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_by", Number, ForeignKey("identities.id"), nullable=True),
)

lots = Table(  # credits that expire: what a transaction gave, until the unspent rest was taken back
    "lots",
    metadata,
    Column("transaction_id", Number, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended", Boolean, nullable=False, default=False),
    Column("carried", Float, nullable=False, server_default="0"),  # share of the rest that lasts a month more
    Index(None, "ended", "expires_at"),
    CheckConstraint("amount > 0", name="amount"),
)
