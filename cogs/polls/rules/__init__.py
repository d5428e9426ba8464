"""What is true of polls whatever Discord or SQLite do."""
