"""How the Executive Committee decides, as pure rules: the standard library alone."""
