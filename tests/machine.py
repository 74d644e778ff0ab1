"""What a test run has: the tools of this machine, and how much of the suite was asked for.

A test that needs a tool says `need("terraform")`. Where it is missing the test skips with the
reason `missing: terraform`; where POSTURE_TEST_REQUIRE names it (a comma list), that skip is a
failure. A test that repeats itself asks `scaled(small=30, full=300)` how often.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

REQUIRE = "POSTURE_TEST_REQUIRE"
EXHAUSTIVE = "TEST_EXHAUSTIVE"
MISSING = "missing: "
# Terraform and its providers end before they have much garbage, and by default look for it for a
# fifth of their time.
GO_COLLECTS_LESS: Mapping[str, str] = MappingProxyType({"GOGC": "800", "GOMEMLIMIT": "1GiB"})
AWS_PROVIDER = "registry.terraform.io/hashicorp/aws"


def exhaustive() -> bool:
    """Return whether pytest runs with `--exhaustive`."""
    return os.environ.get(EXHAUSTIVE) == "1"


def scaled(*, small: int, full: int) -> int:
    """Return how often to repeat something: `small` in the suite, `full` with `--exhaustive`."""
    return full if exhaustive() else small


def need(name: str) -> Path:
    """Return where a tool is, or skip the test by its name."""
    found = FINDERS[name]()
    if found is None:
        pytest.skip(f"{MISSING}{name}")
    return found


def _program(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def _aws_provider_mirror() -> Path | None:
    """Find a filesystem mirror that holds hashicorp/aws: where Terraform looks, or an add-on."""
    return next((root for root in _mirrors() if (root / AWS_PROVIDER).is_dir()), None)


def _mirrors() -> Iterator[Path]:
    if cache := os.environ.get("TF_PLUGIN_CACHE_DIR"):
        yield Path(cache)
    yield Path("~/.terraform.d/plugins").expanduser()
    shares = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    for share in (os.environ.get("XDG_DATA_HOME", "~/.local/share"), *shares):
        yield Path(share).expanduser() / "terraform" / "plugins"
    yield from sorted(Path("/opt").glob("*"))


def _postgres() -> Path | None:
    """Find the newest PostgreSQL server on the search path or where distributions put it."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda found: float(found.parts[-3])
    )
    return installed[-1] if installed else _program("postgres")


def _chromium() -> Path | None:
    return _program("chromium") or _program("chromium-browser") or _program("google-chrome")


def _axe() -> Path | None:
    """Find axe-core among the packages that `noxfile.py -s console` has installed."""
    packages = Path(__file__).parents[1] / ".nox" / "npm"
    return next(iter(sorted(packages.glob("*/node_modules/axe-core/axe.min.js"))), None)


FINDERS: Mapping[str, Callable[[], Path | None]] = MappingProxyType(
    {
        "aws-provider-mirror": _aws_provider_mirror,
        "axe-core": _axe,
        "curl": lambda: _program("curl"),
        "chromium": _chromium,
        "git": lambda: _program("git"),
        "postgres": _postgres,
        "promtool": lambda: _program("promtool"),
        "systemd-analyze": lambda: _program("systemd-analyze"),
        "terraform": lambda: _program("terraform"),
        "tofu": lambda: _program("tofu"),
        "victoria-metrics": lambda: _program("victoria-metrics"),
    }
)


def verdict_on_skip(reason: str, required: frozenset[str]) -> str | None:
    """Return why a skip is a failure, or None where it may stand."""
    _, found, name = reason.partition(MISSING)
    if not found:
        return f"A test skips only through tests.machine.need(), but this one says: {reason}"
    if name in required:
        return f"{REQUIRE} says that this machine has {name}, but it was not found"
    return None
