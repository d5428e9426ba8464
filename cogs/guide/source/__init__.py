"""Where the guide's files come from: GitHub, or a folder on this machine."""
