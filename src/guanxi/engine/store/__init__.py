"""Store: how objects lie in PostgreSQL, and the database itself where the company brings none."""
