"""Selection of a scan: which checks it evaluates; each name in it must be known."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from posture.cli.exits import CommandError, Exit
from posture.cli.options import at_least
from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.nearest import unknown_names


class Selection(NamedTuple):
    """What the options of a scan leave of the checks of a cloud; empty means all.

    Attributes:
        services: only checks of these services.
        check_ids: only these checks.
        severities: only checks of these severities.
        frameworks: only checks that cover a control of one of these frameworks.
        exclude: no check of these ids and services.
    """

    services: tuple[str, ...] = ()
    check_ids: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def checks(self, cloud: Cloud) -> Sequence[Check[Any]]:
        """Return the selected checks.

        Raises:
            CommandError: a name is not known, or no check is left.
        """
        known = cloud.checks()
        services, ids = {one.service for one in known}, {one.id for one in known}
        require_known("service", self.services, services)
        require_known("check", self.check_ids, ids)
        require_known("check or service", self.exclude, services | ids)
        covering = self._covering()
        left = [
            one
            for one in known
            if (not self.services or one.service in self.services)
            and (not self.check_ids or one.id in self.check_ids)
            and (not self.severities or one.severity.value in self.severities)
            and (covering is None or one.id in covering)
            and one.id not in self.exclude
            and one.service not in self.exclude
        ]
        if not left:
            raise CommandError(
                "the options leave no check to evaluate",
                Exit.USAGE,
                advice=f"`posture checks list --provider {cloud.name}` has the service, severity "
                "and controls of each check.",
            )
        return left

    def _covering(self) -> Collection[str] | None:
        if not self.frameworks:
            return None
        from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # 20 ms that few need

        catalog = frameworks()
        names = {name for one in catalog.frameworks for name in (one.id, one.family)}
        require_known("framework", self.frameworks, names)
        return frozenset().union(*(catalog.checks_of(name) or () for name in self.frameworks))


def require_known(kind: str, names: Iterable[str], known: Collection[str]) -> None:
    """Refuse a name that is not known, with the nearest one that is.

    Raises:
        CommandError: a name is not known.
    """
    if unknown := unknown_names(names, known):
        raise CommandError(
            f"no {kind} is called {' or '.join(unknown)}",
            Exit.USAGE,
            advice=_ADVICE.get(kind, "`posture checks list` has the services and checks."),
        )


_ADVICE = {
    "region": "POSTURE_EXTRA_REGIONS allows regions that are newer than this version.",
    "framework": "`posture checks show CHECK` has the controls of a check.",
}


def require_gate(severities: Sequence[str], fail_on: str | None) -> None:
    """Refuse a gate that no selected severity reaches.

    Raises:
        CommandError: every one is milder.
    """
    if fail_on is None or not severities or any(at_least(one, fail_on) for one in severities):
        return
    raise CommandError(
        f"--severity leaves no check of {fail_on} or worse, so --fail-on could never stop",
        Exit.USAGE,
        advice="Lower --fail-on, or select more severities.",
    )
