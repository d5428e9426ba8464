"""SQL: polls, their options and votes."""
