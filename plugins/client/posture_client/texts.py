"""Texts for people, made from parts that other systems wrote."""

from collections.abc import Mapping
from typing import Any


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it is empty or already has its punctuation mark."""
    stripped = text.strip()
    return stripped if not stripped or stripped.endswith((".", "!", "?", "…")) else f"{stripped}."


def amount(count: int, thing: str) -> str:
    """Return a count and its noun."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def rests_on(gate: Mapping[str, Any]) -> str:
    """Return how many assets and verdicts the answer of a gate rests on."""
    return f"{amount(gate['asset_count'], 'asset')}, {amount(gate['verdict_count'], 'verdict')}"
