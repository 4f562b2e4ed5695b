"""Alembic's entry point: runs on the connection that `consult.schema` hands over."""

from alembic import context

from consult import models
from consult.db import Base, UTCDateTime

assert models.contract  # every table is registered by this import


def render(kind, value, _autogenerate):
    """A migration must keep working when our own types change: plain SQLAlchemy types only."""
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter a table in place.
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()


run(context.config.attributes["connection"])
