"""The pictures in docs/images: `python -m tests.screenshots [FOLDER]`, or `make screenshots`.

The bot of the demo does its work in a local Discord, as people use it; a browser shows it and keeps what is to be
seen. The local Discord's clock begins at the same moment each time.
"""
