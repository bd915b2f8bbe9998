"""What people asked, did not find and voted on, kept safely and without anybody's id: SQLite or PostgreSQL, one interface."""
