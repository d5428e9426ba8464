"""The rules of an election in forms: a few that belong together in each, with what they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import LABEL_DESCRIPTION, PLACEHOLDER, custom_id, fit
from bot.ui import Modal
from cogs.elections.conduct.facts import Sheet
from cogs.elections.face.controls import Interaction, actor_of, elections_of
from cogs.elections.face.next_steps import elects
from cogs.elections.model import Regulations
from cogs.elections.rules.regulating import FIELDS


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that stand in one form. `offices` is None when they matter to everything that is voted on."""

    label: str
    hint: str
    keys: tuple[str, ...]
    offices: bool | None = None

    def matters(self, sheet: Sheet) -> bool:
        """Tell whether these rules matter to an election."""
        return self.offices in (None, elects(sheet))


GROUPS: Mapping[str, Group] = {
    "validity": Group(
        "When the vote is valid",
        "Online or at a meeting, how many have to take part, extension",
        ("place", "participation", "quorum", "may_extend", "extension_days"),
    ),
    "counting": Group(
        "How offices are counted", "The method, and ballots with mistakes",
        ("method", "overvote", "duplicate", "unranked"), offices=True,
    ),
    "candidates": Group(
        "Candidates", "Who may stand; when nobody or one stands",
        ("candidates", "unopposed", "reopen_option", "empty"), offices=True,
    ),
    "ties": Group(
        "Ties", "What settles them, and the lot's public value", ("tie", "lot_source"), offices=True,
    ),
    "offices": Group(
        "Offices and terms", "One office each, the returns officer, terms, nominations",
        ("one_office", "officer_may_stand", "by_election_term", "nomination_days"), offices=True,
    ),
    "motions": Group(
        "What passes", "The share of yes, and of what", ("threshold", "base"), offices=False,
    ),
    "secrecy": Group(
        "Secrecy and what is published", "Secret or open, receipts, the ballots",
        ("secret", "receipts", "publication", "small_electorate"),
    ),
    "voters": Group(
        "Who may vote", "Probation, and votes of those who are absent",
        ("probation_votes", "proxies", "max_proxies", "proxies_count_for_quorum"),
    ),
}  # fmt: skip
# What stands above a field; what it decides in full stands below, by `FIELDS`.
_LABELS: Mapping[str, str] = {
    "place": "Place",
    "method": "Method",
    "threshold": "Share of yes",
    "base": "Of what",
    "participation": "Participation online",
    "quorum": "Quorum at a meeting",
    "secret": "Secret ballot",
    "receipts": "Receipts",
    "publication": "Published",
    "one_office": "One person, one office",
    "unopposed": "No more candidates than seats",
    "reopen_option": "“Reopen nominations” on every paper",
    "empty": "Nobody stands",
    "tie": "A tie",
    "lot_source": "The lot's public value",
    "proxies": "Proxies",
    "max_proxies": "Proxies for one member",
    "proxies_count_for_quorum": "Proxies count as present",
    "probation_votes": "Members on probation vote",
    "may_extend": "Voting may be extended",
    "nomination_days": "Days of nominations",
    "voting_days": "Days of voting",
    "extension_days": "Days of an extension",
    "small_electorate": "Warn below so many voters",
    "candidates": "Who may stand",
    "officer_may_stand": "Returns officer may stand",
    "by_election_term": "Term after a by-election",
    "overvote": "Several on one rank",
    "duplicate": "A name given twice",
    "unranked": "Not ranked (Schulze)",
}
_CHOICES: Mapping[str, str] = {
    "online": "Online",
    "meeting": "At a meeting",
    "yes": "Yes",
    "no": "No",
    "plurality": "Plurality: most votes",
    "two-round": "Two rounds: more than half",
    "approval": "Approval: most approvals",
    "irv": "Instant run-off: ranking, more than half",
    "stv": "STV, Scottish: ranking, proportional",
    "meek": "STV, Meek: ranking, proportional",
    "schulze": "Schulze: ranking, in pairs",
    "star": "STAR: scores, then a run-off",
    "bloc-star": "Bloc STAR: STAR for each seat",
    "valid": "Of yes and no votes",
    "seats": "Of everybody who may vote",
    "inclusion": "Shows that a ballot is counted, not what it says",
    "ballot": "Shows the ballot itself",
    "none": "No receipts",
    "ballots": "All ballots, in random order",
    "rounds": "Totals only; ballots go to scrutineers",
    "confirm": "They have to beat “Reopen nominations”",
    "acclaim": "They are elected without a ballot",
    "extend": "Nominations are extended once",
    "reopen": "The office is left open",
    "revote": "Second ballot, then a public lot",
    "lot": "A public lot at once",
    "members": "Members of the roll",
    "anyone": "Anyone",
    "full": "A full year",
    "remainder": "The rest of the term",
    "exhaust": "The ballot ends there",
    "skip": "It is passed over",
    "last": "Below everybody who is ranked",
    "no-preference": "Not compared",
}


def value_text(value: object) -> str:
    """Return a rule's value as it is typed and stored."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def choice_label(value: object) -> str:
    """Return a choice in words."""
    return _CHOICES[str(value)]


class RuleForm(Modal):
    """The rules of one group."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        group = GROUPS[name]
        super().__init__(title=group.label, custom_id=custom_id("election:rules", name))
        self._election_id = sheet.election.id
        regulations = sheet.election.regulations
        self._now = {key: value_text(getattr(regulations, key)) for key in group.keys}
        self._fields: dict[str, ui.RadioGroup[Any] | ui.TextInput[Any]] = {
            key: _field(key, now) for key, now in self._now.items()
        }
        for key, field in self._fields.items():
            says = FIELDS[key].says
            hint = says[0].upper() + says[1:]
            said = None if hint == _LABELS[key] else fit(f"{hint}.", LABEL_DESCRIPTION)
            self.add_item(ui.Label(text=_LABELS[key], description=said, component=field))

    async def on_submit(self, interaction: Interaction) -> None:
        """Set what was changed, and show the draft anew."""
        # drafting knows the forms.
        from cogs.elections.face.drafting import show

        await interaction.response.defer()
        given = {key: (field.value or "").strip() for key, field in self._fields.items()}
        await _set(interaction, self._election_id, {k: v for k, v in given.items() if v != self._now[k]})
        await show(interaction, self._election_id)


async def _set(interaction: Interaction, election_id: int, changes: Mapping[str, str]) -> None:
    """Set rules one by one. Raises `UserError` for the first that cannot be."""
    conduct = elections_of(interaction).conduct
    waiting: Sequence[tuple[str, str]] = list(changes.items())
    while waiting:
        refused: list[tuple[tuple[str, str], UserError]] = []
        for key, value in waiting:
            try:
                await conduct.set_regulation(actor_of(interaction), election_id, key, value)
            except UserError as error:
                refused.append(((key, value), error))
        # Two that contradict each other may fit once the other is set, too.
        if len(refused) == len(waiting):
            raise refused[0][1]
        waiting = [change for change, _ in refused]


def _field(key: str, now: str) -> ui.RadioGroup[Any] | ui.TextInput[Any]:
    rule = FIELDS[key]
    if not rule.choices:
        usual = getattr(Regulations(), key)
        if isinstance(usual, str):
            return ui.TextInput(
                custom_id=key, default=now, placeholder=fit(usual, PLACEHOLDER), max_length=int(rule.most)
            )
        share = isinstance(usual, Fraction)
        return ui.TextInput(
            custom_id=key, default=now, placeholder="2/3 or 50 %" if share else "A number", max_length=15
        )
    return ui.RadioGroup(
        custom_id=key,
        options=[
            discord.RadioGroupOption(label=choice_label(each), value=each, default=each == now)
            for each in map(str, rule.choices)
        ],
    )
