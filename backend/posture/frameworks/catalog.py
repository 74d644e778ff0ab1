"""The framework catalog: the controls of each check, and the checks of each framework."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Control:
    """One requirement of a framework.

    Attributes:
        id: as in the framework's document.
        title: a short title in our own words.
        checks: ids of the checks that cover it.
        requires: what decides whether it is met, in our own words, and where the checks evaluate
            less or more than that; empty where the framework leaves that open.
        resources: patterns of the resource ids that the control is about, where its checks
            evaluate other resources too; empty if it is about all of them.
    """

    id: str
    title: str
    checks: tuple[str, ...]
    requires: str = ""
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Framework:
    """A standard with the controls that checks cover.

    Attributes:
        id: upper case with underscores, version included, for example `CIS_AWS_7_0`.
        family: id without its version; selects all versions in filters.
        without_check: why no check covers a control, by its id; of frameworks that are complete.
    """

    id: str
    family: str
    title: str
    source: str
    controls: tuple[Control, ...]
    without_check: Mapping[str, str] = field(default_factory=dict)

    def ref(self, control: Control) -> str:
        """Return a control's id as findings carry it, for example `EU_AI_ACT_Art15`."""
        return f"{self.id}_{control.id}"


@dataclass(frozen=True)
class Frameworks:
    """All frameworks."""

    frameworks: tuple[Framework, ...]

    @cached_property
    def controls_by_check(self) -> Mapping[str, tuple[str, ...]]:
        """Return the control ids of every check, sorted by framework."""
        found: dict[str, list[str]] = {}
        for framework in self.frameworks:
            for control in framework.controls:
                for check_id in control.checks:
                    found.setdefault(check_id, []).append(framework.ref(control))
        return {check_id: tuple(refs) for check_id, refs in found.items()}

    @cached_property
    def narrow_controls(self) -> Mapping[str, tuple[str, ...]]:
        """Return patterns of resource ids, by the ids of controls about some resources only."""
        return {
            framework.ref(control): control.resources
            for framework in self.frameworks
            for control in framework.controls
            if control.resources
        }

    def controls_of(self, check_id: str) -> tuple[str, ...]:
        """Return the control ids that findings of this check can carry as `risk_refs`."""
        return self.controls_by_check.get(check_id, ())

    def controls_failed(self, check_id: str, resource_id: str) -> tuple[str, ...]:
        """Return the control ids that a finding carries as `risk_refs`."""
        return tuple(
            ref
            for ref in self.controls_of(check_id)
            if (patterns := self.narrow_controls.get(ref)) is None
            or any(fnmatchcase(resource_id, pattern) for pattern in patterns)
        )

    @cached_property
    def names_by_check(self) -> Mapping[str, tuple[str, ...]]:
        """Return the frameworks of every check, by id and by family, sorted."""
        found: dict[str, set[str]] = {}
        for framework in self.frameworks:
            for control in framework.controls:
                for check_id in control.checks:
                    found.setdefault(check_id, set()).update((framework.id, framework.family))
        return {check_id: tuple(sorted(names)) for check_id, names in found.items()}

    def names_of(self, check_id: str) -> tuple[str, ...]:
        """Return the names of the frameworks that have a control for the check, as in filters."""
        return self.names_by_check.get(check_id, ())

    def get(self, framework_id: str) -> Framework | None:
        """Return the framework with an id; None if it does not exist."""
        return next((one for one in self.frameworks if one.id == framework_id), None)

    def checks_of(self, name: str) -> frozenset[str] | None:
        """Return the checks of a framework, or of all its versions; None if it does not exist."""
        named = [one for one in self.frameworks if name in {one.id, one.family}]
        if not named:
            return None
        return frozenset(
            check_id for one in named for control in one.controls for check_id in control.checks
        )


def frameworks(texts: Iterable[str] | None = None) -> Frameworks:
    """Load the frameworks of the package, or those given as TOML texts."""
    return _packaged() if texts is None else Frameworks(tuple(map(_framework, texts)))


@cache
def _packaged() -> Frameworks:
    entries = sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
    texts = (one.read_text(encoding="utf-8") for one in entries if one.name.endswith(".toml"))
    return Frameworks(tuple(map(_framework, texts)))


def _framework(text: str) -> Framework:
    data = tomllib.loads(text)
    controls = tuple(
        Control(
            str(one["id"]),
            str(one["title"]),
            tuple(one["checks"]),
            one.get("requires", ""),
            tuple(one.get("resources", ())),
        )
        for one in data.get("control", ())
    )
    left_out = {
        control: str(one["reason"])
        for one in data.get("without_check", ())
        for control in one["controls"]
    }
    return Framework(data["id"], data["family"], data["title"], data["source"], controls, left_out)
