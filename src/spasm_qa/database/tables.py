"""The tables, as SQLAlchemy Core sees them; migrations/versions/ makes them."""

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text, UniqueConstraint

from spasm_qa.database.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),  # a signed-in reader, or the key of one browser
    Column("title", Text, nullable=False),
    Column("dismissed", Text, nullable=False),  # JSON: facts about the reader that the reader took back
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", String(32), nullable=False),  # of this turn, made when it was answered: written again it is still one row
    Column("question", Text, nullable=False),
    Column("reply", Text, nullable=False),  # JSON; as text, so that one damaged row is one damaged answer
    Column("corpus", String(16), nullable=False),  # version of the corpus that answered
    Column("created", Moment, nullable=False),
    UniqueConstraint("conversation", "position"),  # two tabs cannot both write the same turn
)

readers = Table(
    "readers",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("remember", Boolean, nullable=False),  # what the reader chose; without a row conversations are kept
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created", Moment, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("statement", String(80), nullable=False, index=True),  # empty: on the whole answer
    Column("statements", JSON, nullable=False),  # ids shown
    Column("verdict", String(16), nullable=False),  # helpful, not-helpful, wrong, outdated, unclear, unsafe
    Column("text", Text, nullable=False),
    Column("corpus", String(16), nullable=False),  # version of the corpus that was shown
    Column("generator", String(80), nullable=False),
)

review_events = Table(
    "review_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("content", String(64), nullable=False),  # hash of the exact content acted on
    Column("data", JSON, nullable=False),
    Column("previous", String(64), nullable=False),  # hash of the line before
    Column("hash", String(64), nullable=False),
    UniqueConstraint("previous"),  # two processes cannot both write the same next line
)

desk_tokens = Table(
    "desk_tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Column("used", DateTime(timezone=True)),
)
