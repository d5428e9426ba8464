"""Where the guide comes from: GitHub, a folder, or the shipped example; and the catalogue made of it."""
