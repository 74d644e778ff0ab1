"""Values that moto computes for every request, computed once: this halves its time per call."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import moto.backends
import moto.core.responses
import moto.core.utils
import moto.iam.models
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.routing import SmithyRule

# moto ships no types of what is replaced here.
_utils: Any = moto.core.utils
_responses: Any = moto.core.responses
_rule: Any = SmithyRule


def remember() -> None:
    """Let this process list moto's modules and methods, and find models, once."""
    modules = tuple(moto.backends.list_of_moto_modules())
    moto.backends.list_of_moto_modules = lambda: modules
    _utils.create_loader = cache(_utils.create_loader)
    _responses.method_names_from_class = cache(_utils.method_names_from_class)
    # Many threads ask for the first time at once, and each would list all services of botocore.
    _utils.Session = cache(_utils.Session)
    _utils.service_name_from_moto_package_name("iam")
    moto.iam.models.get_account_id_from = _account_id_of
    _rule._compile_builder = _no_builder  # noqa: SLF001  # werkzeug's own
    # A line for every request, which is not needed.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def _account_id_of(access_key: str) -> str:
    """Return whose key it is; moto's own asks every partition, which fills each with policies."""
    for account_id, partitions in list(moto.iam.models.iam_backends.items()):
        if any(access_key in one.access_keys for one in list(partitions.values())):
            return account_id
    return DEFAULT_ACCOUNT_ID


def _no_builder(*_: object) -> Callable[..., Any]:
    """Rules are matched and never built, and what builds them is most of what they cost."""

    def build(*_: object) -> None:
        raise NotImplementedError

    return build
