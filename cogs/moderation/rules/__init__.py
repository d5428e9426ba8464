"""What is true of reports and of the guard, whatever Discord or SQLite do."""
