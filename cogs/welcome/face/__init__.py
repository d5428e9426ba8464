"""What newcomers, welcomers and moderators see and press."""
