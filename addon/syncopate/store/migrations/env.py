"""What Alembic runs: every migration in the one transaction of the connection it is handed."""

from alembic import context

from syncopate.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
