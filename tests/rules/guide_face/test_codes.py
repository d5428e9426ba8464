"""Codes and filter states in custom ids: stable, distinct, readable again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.guide.face.codes import code, decode
from cogs.guide.face.entries import Entries
from cogs.guide.face.filters import ANY, Filters, choose, decode_filters, encode_filters, menus


def test_codes_never_change() -> None:
    # A changed code would break every button that stands in a channel already.
    assert code("snntorch") == "agnah"


def test_no_two_entries_share_a_code(example: Entries) -> None:
    guide = example.index.guide
    assert len(example.library_by_code) == len(guide.libraries)
    assert len(example.hardware_by_code) == len(guide.hardware)


def test_no_two_options_of_a_menu_share_a_value(entries: Entries) -> None:
    for menu in menus(Filters(), entries.words):
        values = [option.value for option in menu.options]
        assert len(values) == len(set(values))


@given(st.text())
def test_codes_fit_an_id(text: str) -> None:
    assert len(code(text)) == 5
    assert code(text).isalnum()


def test_a_code_of_nothing_is_none() -> None:
    assert decode("aaaaa", ["snntorch"]) is None


def test_every_choice_of_every_menu_survives_its_id(entries: Entries) -> None:
    for menu in menus(Filters(), entries.words):
        for option in menu.options:
            filters = choose(Filters(), menu.name, option.value, entries.words)
            assert decode_filters(encode_filters(filters), entries.words) == filters
            marked = next(each for each in menus(filters, entries.words) if each.name == menu.name)
            assert [each.value for each in marked.options if each.chosen] == [option.value]
            assert choose(filters, menu.name, ANY, entries.words) == Filters()


def test_all_menus_together_survive_their_id(example: Entries) -> None:
    options = [menu.options for menu in menus(Filters(), example.words)]
    names = [menu.name for menu in menus(Filters(), example.words)]
    for chosen in itertools.islice(itertools.product(*(each[:3] for each in options)), 200):
        filters = Filters()
        for name, option in zip(names, chosen, strict=True):
            filters = choose(filters, name, option.value, example.words)
        assert decode_filters(encode_filters(filters), example.words) == filters
        assert len(encode_filters(filters)) <= 40


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "zzzzz.zzzzz.zzzzz.q.q.zzzzz.zzzzz", "." * 6])
def test_an_id_that_cannot_be_read_filters_nothing(example: Entries, text: str) -> None:
    assert decode_filters(text, example.words) == Filters()


def test_an_unknown_menu_is_an_error(example: Entries) -> None:
    with pytest.raises(KeyError):
        choose(Filters(), "colour", ANY, example.words)
