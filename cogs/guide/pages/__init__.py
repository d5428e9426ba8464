"""Reads the guide's pages into the records of `model`. Pure."""
