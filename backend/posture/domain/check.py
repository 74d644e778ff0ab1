"""Check: one testable rule, a pure function from one asset to one verdict."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from types import CodeType, FunctionType
from typing import Any, Generic, TypeVar, get_type_hints

from msgspec import Struct

from posture.domain.asset import Asset, Family
from posture.domain.evidence import UnknownFactError
from posture.domain.verdict import Verdict, unknown


class Severity(StrEnum):
    """The severity of a failed check, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical … 4 for info."""
        return list(Severity).index(self)


A = TypeVar("A", bound=Asset)
# Base types of assets that have no functions in Python.
WRITTEN_IN_C = frozenset({object, Struct})


@dataclass(frozen=True, kw_only=True, eq=False)
class Check(Generic[A]):
    """A rule, and the texts about it for people.

    Attributes:
        id: `<provider>_<service>_<resource>_<compliant_state>`, the function's name, for ever.
        title: the compliant state in one line.
        finding_title: what is wrong when the check fails, in one line.
        rationale: why it matters.
        remediation: what to do; `cli` and `terraform` have it as a command and as HCL.
    """

    id: str
    title: str
    finding_title: str
    rationale: str
    severity: Severity
    family: Family
    asset_type: type[A]
    remediation: str
    cli: str
    terraform: str
    reference: str
    rule: Callable[[A], Verdict]

    @cached_property
    def needs(self) -> frozenset[str]:
        """Return the facts of the asset type that the rule uses; only those are collected."""
        return facts_used(self.rule, self.asset_type)

    @property
    def provider(self) -> str:
        """Return the cloud of the rule."""
        return self.asset_type.provider

    @property
    def service(self) -> str:
        """Return the cloud service of the rule."""
        return self.asset_type.service

    def __call__(self, asset: A) -> Verdict:
        """Evaluate one asset; an unread fact ends as `unknown`, a bug of the rule raises."""
        try:
            return self.rule(asset)
        except UnknownFactError as missing:
            return unknown(missing.unread)


def check(
    *,
    severity: Severity,
    finding_title: str,
    remediation: str,
    reference: str,
    cli: str = "",
    terraform: str = "",
    family: Family | None = None,
) -> Callable[[Callable[[A], Verdict]], Check[A]]:
    """Make a rule a check: its name is the id, its docstring title and rationale."""

    def make(rule: Callable[[A], Verdict]) -> Check[A]:
        title, _, rationale = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")
        asset_type = _asset_type(rule)
        return Check(
            id=rule.__name__,
            title=" ".join(title.split()).removesuffix("."),
            finding_title=finding_title,
            rationale=" ".join(rationale.split()),
            severity=severity,
            family=family or asset_type.family,
            asset_type=asset_type,
            remediation=remediation,
            cli=_clean(cli),
            terraform=_clean(terraform),
            reference=reference,
            rule=rule,
        )

    return make


def _asset_type(rule: Callable[[A], Verdict]) -> type[A]:
    """Return the type of a rule's only parameter, as it is annotated."""
    hints = rule.__annotations__
    (annotation,) = (hint for name, hint in hints.items() if name != "return")
    if isinstance(annotation, type):
        return annotation
    (parameter,) = inspect.signature(rule).parameters
    found: type[A] = get_type_hints(rule)[parameter]
    return found


def _clean(text: str) -> str:
    """Return a text as `inspect.cleandoc` does; a line alone has no indentation to remove."""
    return inspect.cleandoc(text) if "\n" in text or "\t" in text else text.lstrip()


def facts_used(rule: Callable[..., Any], asset_type: type[Asset]) -> frozenset[str]:
    """Find the facts that a rule can use, also through the functions and properties it uses.

    It may return too many: any name equal to a fact's counts.
    """
    used: set[str] = set()
    seen: set[CodeType] = set()
    todo: list[FunctionType] = [rule] if isinstance(rule, FunctionType) else []
    members = _functions_of(asset_type)
    package = _package(rule)
    while todo:
        function = todo.pop()
        if function.__code__ in seen:
            continue
        seen.add(function.__code__)
        names = _names_in(function.__code__)
        used |= names
        todo += _used_by(function, package)
        todo += [members[name] for name in names & members.keys()]
    return asset_type.facts() & used


def _package(function: Callable[..., Any]) -> str:
    return function.__module__.partition(".")[0]


@cache  # called for the same functions by many rules
def _used_by(function: FunctionType, package: str) -> tuple[FunctionType, ...]:
    """Return the functions of a package that a function uses by their global names."""
    known = function.__globals__
    found = (known.get(name) for name in _names_in(function.__code__))
    return tuple(one for one in found if isinstance(one, FunctionType) and _package(one) == package)


@cache  # called for the same properties of an asset by each of its rules
def _names_in(code: CodeType) -> frozenset[str]:
    """Return the attributes and globals in the code of a function and of its inner functions."""
    inner = (_names_in(found) for found in code.co_consts if isinstance(found, CodeType))
    return frozenset(code.co_names).union(*inner)


@cache
def _functions_of(asset_type: type[Asset]) -> dict[str, FunctionType]:
    """Return the functions behind a type's properties and methods."""
    members = {
        name: found
        for one in reversed(asset_type.__mro__)
        if one not in WRITTEN_IN_C
        for name, found in vars(one).items()
    }
    functions = {
        name: found.fget if isinstance(found, property) else found
        for name, found in members.items()
    }
    return {name: found for name, found in functions.items() if isinstance(found, FunctionType)}
