"""Ports: offered by one, asked for by another, and done without."""

from __future__ import annotations

import pytest

from bot.ports import Port, Ports

GREETING: Port[[str], str] = Port("greeting")


def test_a_port_is_there_from_offer_to_withdrawal() -> None:
    ports = Ports()
    assert ports.find(GREETING) is None
    ports.offer(GREETING, lambda name: f"Hello {name}")
    greet = ports.find(GREETING)
    assert greet is not None
    assert greet("Ada") == "Hello Ada"
    ports.withdraw(GREETING)
    assert ports.find(GREETING) is None


def test_withdrawing_what_nobody_offers_is_harmless() -> None:
    ports = Ports()
    ports.withdraw(GREETING)
    assert ports.find(GREETING) is None


def test_a_second_offer_is_refused_and_the_first_stays() -> None:
    ports = Ports()
    ports.offer(GREETING, lambda name: "first")
    with pytest.raises(ValueError, match="greeting is already offered"):
        ports.offer(GREETING, lambda name: "second")
    found = ports.find(GREETING)
    assert found is not None
    assert found("") == "first"
