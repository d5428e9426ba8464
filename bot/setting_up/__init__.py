"""`community-bot init`: from a token to a configuration that works."""
