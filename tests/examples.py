"""Examples of hypothesis: the same in each run of the suite, new ones with `--exhaustive`."""

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers


def choose(*, new: bool) -> None:
    """Choose which examples tests try; before the modules with the tests are imported."""
    # An example may take as long as a busy machine needs: time is not a property of the code.
    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "suite", deadline=None, suppress_health_check=slow, derandomize=not new
    )
    settings.load_profile("suite")
    if not new:
        # It also tries values that stand in the modules which are loaded, and those depend on the
        # tests that ran before. There is no setting for it.
        assert hasattr(providers, "is_local_module_file")
        providers.is_local_module_file = _is_never_local


def _is_never_local(path: str) -> bool:  # noqa: ARG001  # none is
    return False
