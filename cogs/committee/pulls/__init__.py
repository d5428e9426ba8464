"""What motions and their pull requests on GitHub tell each other."""
