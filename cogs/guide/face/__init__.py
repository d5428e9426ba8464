"""What members see and press in Discord."""
