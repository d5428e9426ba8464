"""What members and moderators see of announcements, and press."""
