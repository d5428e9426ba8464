"""One package per job; none imports another."""
