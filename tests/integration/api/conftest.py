"""The API over a fresh database."""

from tests.contract.conftest import api

__all__ = ["api"]
