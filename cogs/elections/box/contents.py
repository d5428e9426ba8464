"""What is sealed of a ballot: the answers to all questions and the receipt, all equally long."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from bot.texts import plain
from cogs.elections import receipts
from cogs.elections.box import answers as rules
from cogs.elections.box.refusals import BadAnswer
from cogs.elections.box.sealing import Seal
from cogs.elections.model import Answer, Receipts
from cogs.elections.storage.papers import Paper

Answers = Mapping[int, Answer]

_BLOCK = 256
_SOME_RECEIPT = receipts.write(bytes(receipts.BYTES))


def checked(paper: Paper, given: Answers) -> dict[int, Answer]:
    """Return the answers as they are kept, in the order of the questions. Raises `BadAnswer`."""
    asked = {question.id for question, _ in paper.questions}
    if not set(given) <= asked:
        raise BadAnswer("This answers a question that is not asked.", "Open the ballot again.")
    kept = {}
    for question, candidates in paper.questions:
        if question.id not in given:
            raise BadAnswer(
                f"“{plain(question.title)}” is not answered.", "Choose, or leave it blank on purpose."
            )
        kept[question.id] = rules.check(
            question,
            candidates,
            paper.regulations.method,
            given[question.id],
            reopen=rules.offers_reopening(
                paper.regulations,
                question,
                candidates,
                {name for number, name in paper.withdrawn_since if number == question.number},
            ),
        )
    return kept


def receipt(paper: Paper, seal: Seal, member_id: str) -> str:
    """Return the receipt for a ballot that is being cast; empty where there is none.

    One that only says that a ballot is in stays the same when its voter votes again: if it changed, somebody
    who watched the first time could see by the published list whether that ballot stood. One that shows
    the ballot itself is new each time: otherwise whoever saw it once could look up what was voted later.
    """
    match paper.regulations.receipts:
        case Receipts.INCLUSION:
            return seal.lasting_receipt(member_id)
        case Receipts.BALLOT:
            return receipts.write(secrets.token_bytes(receipts.BYTES))
        case Receipts.NONE:
            return ""


def packed(paper: Paper, kept: Answers, its_receipt: str) -> bytes:
    """Return a ballot as it is sealed. For one paper it is always equally long, whatever was voted."""
    longest = {
        question.id: rules.longest(question, candidates, paper.regulations.method)
        for question, candidates in paper.questions
    }
    length = -(-len(_json(longest, _SOME_RECEIPT)) // _BLOCK) * _BLOCK
    content = _json(kept, its_receipt)
    if len(content) > length:
        raise ValueError("a ballot is longer than the longest that there can be")
    # JSON may end with spaces.
    return content.ljust(length)


def unpacked(content: bytes) -> tuple[dict[int, Answer], str]:
    """Return the answers by question and the receipt of what was sealed."""
    said = json.loads(content)
    return {int(number): answer for number, answer in said["answers"].items()}, said["receipt"]


def _json(answers: Answers, its_receipt: str) -> bytes:
    return json.dumps({"answers": answers, "receipt": its_receipt}, separators=(",", ":")).encode()
