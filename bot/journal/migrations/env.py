"""Alembic's entry point: runs the steps on the connection that `bot.journal.schema` hands over."""

from alembic import context

from bot.journal.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
