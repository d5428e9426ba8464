"""What members and moderators see and press."""
