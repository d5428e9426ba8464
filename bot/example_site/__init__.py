"""A small website on this machine, for the demo: a blog with a feed, and event pages in a folder.

The bot follows it as it follows any website: the feed over HTTP, the event pages from files laid out like
the community's site repository. Whoever tries the demo publishes a post and sees it announced.
"""

from bot.example_site.server import ExampleSite

__all__ = ["ExampleSite"]
