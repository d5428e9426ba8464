"""`/election`: the commands, each a few lines that call what does the work."""
