"""What the rules do not allow."""

from __future__ import annotations


class Refused(ValueError):
    """Something is against the rules: `message` says what and why, `hint` what to do instead.

    Both are whole sentences for a member, as `bot.errors.UserError` has them.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())
