"""PDF: a report for people, made from its evidence; needs the extra `pdf`."""


def is_available() -> bool:
    """Return whether this installation makes PDF files."""
    return False
