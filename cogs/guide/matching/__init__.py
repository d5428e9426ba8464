"""Which library answers which question: pure, deterministic, explained by the guide's own words."""
