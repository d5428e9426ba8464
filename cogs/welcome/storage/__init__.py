"""What is kept of newcomers."""
