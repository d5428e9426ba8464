"""What an officer does next: pure, from how an election stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.limits import fit
from bot.texts import plain, plural
from cogs.elections.conduct.facts import Sheet
from cogs.elections.conduct.naming import names
from cogs.elections.face.wording import moment
from cogs.elections.model import CandidateState, Election, Form, Kind, Stage

# How much of what a draft lacks is said beside all else.
_LACKS = 1_500


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, or what happens by itself; `keys` name the steps (`steps.STEPS`) that go with it."""

    text: str
    keys: tuple[str, ...] = ()


def next_steps(sheet: Sheet) -> NextStep:
    """Return what comes next in an election."""
    return _NEXT[sheet.election.stage](sheet)


def elects(sheet: Sheet) -> bool:
    """Tell whether people are elected, so that there are nominations."""
    return sheet.election.kind in (Kind.OFFICERS, Kind.BY_ELECTION)


def leaves_draft(sheet: Sheet) -> str:
    """Return the step (`steps.STEPS`) by which a draft is published."""
    # A second ballot knows its candidates.
    return "freeze" if sheet.election.nominations_until is None else "nominations"


def _draft(sheet: Sheet) -> NextStep:
    if sheet.lacks:
        text = fit("Complete the draft with `/election edit`: " + " ".join(sheet.lacks), _LACKS)
        return NextStep(text, ("favour",) if sheet.contested else ())
    if leaves_draft(sheet) == "nominations":
        return NextStep(
            "Read the rules (`/election edit` changes them), then open nominations with `/election open`.",
            ("nominations",),
        )
    return NextStep(
        "Read the rules (`/election edit` changes them), then publish the ballot with `/election freeze`.",
        ("freeze",),
    )


def _nominations(sheet: Sheet) -> NextStep:
    election = sheet.election
    said = _too_late(sheet)
    if election.nominations_until:
        said.append(f"Nominations end by themselves {moment(election.nominations_until)}.")
    waiting = [
        each.name
        for question in sheet.questions
        for each in question.candidates
        if each.state is CandidateState.NOMINATED
    ]
    if waiting:
        said.append(f"Not answered yet: {names(waiting)}.")
    empty = [
        each.question.title
        for each in sheet.questions
        if each.question.form is Form.OFFICE and not each.standing
    ]
    if empty:
        said.append(f"Nobody stands for {names(empty)}: ask people, or `/election extend`.")
    said.append("`/election freeze` ends them and publishes the ballot.")
    return NextStep(" ".join(said), ("freeze", "extend"))


def _too_late(sheet: Sheet) -> list[str]:
    """Return what to do when the time for voting is over before it began."""
    return [f"{' '.join(sheet.lacks)} `/election edit` changes its times."] if sheet.lacks else []


def _frozen(sheet: Sheet) -> NextStep:
    if over := _too_late(sheet):
        return NextStep(over[0], ("cancel",))
    text = (
        f"Nothing: voting opens by itself {moment(sheet.election.opens_at)}, with the roll as it is then. "
        "See that `/election roll show` is complete until then."
    )
    return NextStep(text, ("open",))


def _open(sheet: Sheet) -> NextStep:
    needed = (
        f"{plural(sheet.missing, 'more vote')} needed for the vote to be valid: `/election remind` reminds "
        "everybody. "
        if sheet.missing
        else "Nothing: enough have voted. "
    )
    text = f"{needed}Voting closes by itself {moment(sheet.election.closes_at)}."
    return NextStep(text, ("remind",))


def _closed(sheet: Sheet) -> NextStep:
    return NextStep("The count comes by itself in a moment; `/election count` does it now.", ("count",))


def _counted(sheet: Sheet) -> NextStep:
    return NextStep("Nothing: the result is being published.")


def _elected(sheet: Sheet) -> NextStep:
    return NextStep(
        "Look at the result, wait for objections if you want to, then confirm it with `/election confirm`.",
        ("confirm",),
    )


def _tie(sheet: Sheet) -> NextStep:
    if _follows(sheet, "lot"):
        return NextStep(
            "The tie is decided by the public lot: `/election lot` takes its value, "
            f"{plain(sheet.election.regulations.lot_source)}.",
            ("lot",),
        )
    return _and_confirm(
        sheet, "Hold a second ballot between the tied: `/election second-ballot` drafts it.", ("second",)
    )


def _not_valid(sheet: Sheet) -> NextStep:
    election = sheet.election
    if sheet.has_elected:
        text = "`/election confirm` confirms who was elected without a ballot; nothing is extended then."
        step = _failed(election)
        return NextStep(f"{step.text} {text}", (*step.keys, "confirm"))
    return _failed(election)


def _failed(election: Election) -> NextStep:
    if election.regulations.may_extend and not election.extended:
        return NextStep(
            "Too few took part. `/election extend` lets those vote who have not, once; or hold a new "
            "vote and archive this one.",
            ("extend", "archive"),
        )
    return NextStep(
        "Too few took part, and it cannot be extended. Archive it; hold a new vote.", ("archive",)
    )


def _reopened(sheet: Sheet) -> NextStep:
    return _and_confirm(
        sheet,
        "An office is left open. `/election second-ballot` drafts an election for it.",
        ("second", "archive"),
    )


def _and_confirm(sheet: Sheet, text: str, keys: tuple[str, ...]) -> NextStep:
    """Return a step together with the confirmation of those who are elected already, if anybody is."""
    if not sheet.has_elected:
        return NextStep(text, keys)
    first, *rest = keys
    text += " Whoever was elected to another office can be confirmed now."
    return NextStep(text, (first, "confirm", *rest))


def _confirmed(sheet: Sheet) -> NextStep:
    if _follows(sheet, "second ballot", "nominations"):
        return NextStep(
            "`/election second-ballot` drafts an election for what is still open.", ("second", "archive")
        )
    return NextStep("Nothing. `/election archive` puts it away.", ("archive",))


def _follows(sheet: Sheet, *kinds: str) -> bool:
    """Tell whether one of these (`rules.results.Next`) follows for a question."""
    following = [each.outcome["next"] for each in sheet.questions if each.outcome]
    return any(each is not None and each["kind"] in kinds for each in following)


def _over(sheet: Sheet) -> NextStep:
    return NextStep("Nothing: it is over. `/election export` gives its published file.")


def _cancelled(sheet: Sheet) -> NextStep:
    return NextStep("Nothing: it was cancelled.")


_NEXT: Mapping[Stage, Callable[[Sheet], NextStep]] = {
    Stage.DRAFT: _draft,
    Stage.NOMINATIONS: _nominations,
    Stage.FROZEN: _frozen,
    Stage.OPEN: _open,
    Stage.CLOSED: _closed,
    Stage.COUNTED: _counted,
    Stage.ELECTED: _elected,
    Stage.TIE: _tie,
    Stage.NOT_VALID: _not_valid,
    Stage.REOPENED: _reopened,
    Stage.CONFIRMED: _confirmed,
    Stage.ARCHIVED: _over,
    Stage.CANCELLED: _cancelled,
}
