"""What the guide keeps in the database."""
