"""Dependencies: what the composition root passes to the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.frameworks.catalog import Frameworks
from posture.services.exchange import Exchanger
from posture.services.queue import RunQueue
from posture.services.sign_in import SignIn
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What the handlers need.

    Attributes:
        checks: every check, by id and in the order of the ids.
        clouds: by their names, the clouds whose accounts can be connected.
        sign_in: lets people in with an identity provider; None without one.
    """

    store: Store
    settings: Settings
    queue: RunQueue
    checks: Mapping[str, Check[Any]]
    frameworks: Frameworks
    clouds: Mapping[str, Cloud]
    watch: Watch
    exchanger: Exchanger
    sign_in: SignIn | None = None
