"""Alembic's environment: runs the revisions on the connection that `migrate` gives."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
