"""Steps from one layout of the tables to the next, run by alembic when the database is opened."""
