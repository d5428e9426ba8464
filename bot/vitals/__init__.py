"""How the running bot is: measured, judged, told to a file, an endpoint and the service manager.

`rules` judges what `keeper` measures; `file`, `endpoint`, `metrics` and `notify` tell it; `command` reads it.
What single parts report of themselves is on the board in `bot.health`.
"""
