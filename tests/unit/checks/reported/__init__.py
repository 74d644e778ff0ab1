"""Policies as users of scanners reported them."""
