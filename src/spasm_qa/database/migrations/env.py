"""What alembic runs: the steps, on the connection that `engine.open_database` hands over."""

from alembic import context

from spasm_qa.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
