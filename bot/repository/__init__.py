"""Files of a repository on GitHub, or of a folder laid out like it, with their last good copy."""
