"""What members see and press."""
