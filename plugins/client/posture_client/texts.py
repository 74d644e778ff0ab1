"""Texts for people, made from parts that other systems wrote."""


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it is empty or already has its punctuation mark."""
    stripped = text.strip()
    return stripped if not stripped or stripped.endswith((".", "!", "?", "…")) else f"{stripped}."
