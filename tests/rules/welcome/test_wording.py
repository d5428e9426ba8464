"""The words of greetings: what moderators may write, and whose turn a variant is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.templates import TemplateError, fill
from cogs.welcome import wording
from cogs.welcome.settings import WelcomeSettings

BAD = {
    "": "empty",
    "   \n ": "empty",
    "Welcome!": "{names} once",
    "{names} and {names}": "{names} once",
    "{names} in {server} and {server}": "{server} can stand",
    "Hello {name}": "no placeholder {name}",
    "Hello {Names}": "no placeholder {Names}",
    "{names": "braces do not match",
    "names} {names}": "braces do not match",
    "{names} {}": "is no placeholder",
    "{names!r}": "is no placeholder",
    "{names:>20}": "is no placeholder",
    "{names.mention}": "is no placeholder",
    "{names[0]}": "is no placeholder",
    "{{names}}": "{names} once",
    "{names}" + "x" * 1000: "1000 are the most",
}


@pytest.mark.parametrize(("text", "why"), BAD.items())
def test_a_text_that_does_not_work_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(TemplateError) as refused:
        wording.check(text)
    assert why in str(refused.value)
    with pytest.raises(ValidationError):
        WelcomeSettings(texts=(text,))


@pytest.mark.parametrize(
    "text",
    ["{names}", "Hello {names} in {server}", "{{{names}}}", "x" * 993 + "{names}", "**{names}** @everyone"],
)
def test_a_text_that_works_is_kept(text: str) -> None:
    assert wording.check(f"  {text}\n") == text
    assert WelcomeSettings(texts=(text,)).welcome == (text,)


@given(st.text(st.sampled_from("{}names erv!:.[0]"), max_size=40))
def test_whatever_is_accepted_can_be_filled_and_names_everybody(text: str) -> None:
    try:
        accepted = wording.check(text)
    except TemplateError:
        return
    assert fill(accepted, {"names": "ADA", "server": "HERE"}).count("ADA") == 1


@pytest.mark.parametrize("text", [*wording.WELCOME, *wording.WELCOME_BACK])
def test_what_ships_can_be_used(text: str) -> None:
    assert wording.check(text) == text


def test_variants_take_turns() -> None:
    texts = ("a", "b", "c")
    assert [wording.pick(texts, number) for number in range(7)] == list("abcabca")


def test_without_words_of_the_moderators_there_are_those_that_ship() -> None:
    settings = WelcomeSettings()
    assert settings.welcome == wording.WELCOME
    assert settings.welcome_again == wording.WELCOME_BACK
    with pytest.raises(ValidationError):
        WelcomeSettings(texts=("{names}",) * (wording.VARIANTS + 1))
