"""The rows of reports and holds."""
