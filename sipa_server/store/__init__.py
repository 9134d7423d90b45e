"""The server's database: SQLAlchemy Core tables, one unit of work, repositories that return frozen values."""
