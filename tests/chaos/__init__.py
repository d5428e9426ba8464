"""Weeks of a community's life in minutes, with faults: `make chaos`, and a short run in the tests."""
