"""The community's events, acted upon: pages read, members told, Discord's calendar kept."""
