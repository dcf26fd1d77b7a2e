"""The first layout: conversations and their turns, feedback, the desk's log and its tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER review_events_{verb.lower()} BEFORE {verb} ON review_events {condition}"
        "BEGIN SELECT RAISE(ABORT, 'the review log cannot be changed'); END"
        for verb, condition in (
            ("UPDATE", ""),
            ("DELETE", ""),
            ("INSERT", "WHEN EXISTS (SELECT 1 FROM review_events WHERE id = NEW.id OR previous = NEW.previous) "),  # INSERT OR REPLACE
        )
    ],
    "postgresql": [
        "CREATE FUNCTION review_events_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the review log cannot be changed'; END $$",
        "CREATE TRIGGER review_events_row BEFORE UPDATE OR DELETE ON review_events FOR EACH ROW EXECUTE FUNCTION review_events_fixed()",
        "CREATE TRIGGER review_events_all BEFORE TRUNCATE ON review_events FOR EACH STATEMENT EXECUTE FUNCTION review_events_fixed()",
    ],
}
"""What keeps the log append-only in the database itself."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("dismissed", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE", name="fk_turns_conversation"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("corpus", sa.String(16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("conversation", "position", name="uq_turns_conversation"),
    )
    op.create_table(
        "readers",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("remember", sa.Boolean, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("statement", sa.String(80), nullable=False),
        sa.Column("statements", sa.JSON, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("corpus", sa.String(16), nullable=False),
        sa.Column("generator", sa.String(80), nullable=False),
    )
    op.create_index("ix_feedback_statement", "feedback", ["statement"])
    op.create_table(
        "review_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("previous", name="uq_review_events_previous"),
    )
    op.create_index("ix_review_events_subject", "review_events", ["subject"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "desk_tokens",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True)),
    )
