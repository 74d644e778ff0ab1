"""Trials: a request with `validate_only` does everything, and keeps nothing of it."""

from posture.api.request import ApiRequest
from posture.store.engine import Store


def store_for(request: ApiRequest, *, trial: bool) -> Store:
    """Return the store of a request; that of a trial rolls back what it writes."""
    store = request.deps.store
    return store.trial() if trial else store
