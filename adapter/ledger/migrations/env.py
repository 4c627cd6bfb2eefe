"""How Alembic reaches the ledger: over the connection that `adapter.ledger.database` hands it."""

from alembic import context

from adapter.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
