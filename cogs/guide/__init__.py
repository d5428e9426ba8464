"""Answers "which library?" from the community's software and hardware guide."""
