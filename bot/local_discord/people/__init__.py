"""The people of this Discord: what they do, what they see, and what they are told."""
