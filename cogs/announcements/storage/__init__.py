"""What is announced, in the database."""
