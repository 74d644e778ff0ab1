"""What a provider is made of: resources and data sources as schemas and functions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Generic, TypeVar

from posture_terraform.framework.log import Log
from posture_terraform.framework.problems import Failure, Problem
from posture_terraform.framework.schema import Schema
from posture_terraform.framework.values import State

Meta = TypeVar("Meta")


@dataclass(slots=True, kw_only=True)
class Context(Generic[Meta]):
    """What one call is given besides its values.

    Attributes:
        stop: set when Terraform asks to stop; whoever waits ends what it began.
        terraform_version: of the Terraform that configured the provider.
        imported: the resource came by import and was not applied since.
        warnings: shown by Terraform after the operation.
        recorded: what an apply leaves should it still fail.
    """

    stop: Event
    log: Log
    configured: Meta | None = None
    terraform_version: str = ""
    imported: bool = False
    warnings: list[Problem] = field(default_factory=list)
    recorded: State | None = None

    @property
    def meta(self) -> Meta:
        """What configuring the provider made.

        Raises:
            Failure: the provider's own configuration is not known yet.
        """
        if self.configured is None:
            raise Failure(
                Problem(
                    "The provider is not configured yet",
                    "Its configuration depends on values that are only known after the apply. "
                    "Apply what they come from first, for instance with -target.",
                )
            )
        return self.configured

    def record(self, state: State) -> None:
        """Keep what exists by now, whatever becomes of the rest of the apply."""
        self.recorded = dict(state)

    def warn(self, summary: str, detail: str) -> None:
        """Show a warning."""
        self.warnings.append(Problem(summary, detail, severity="WARNING"))


def nothing_to_say(_config: State) -> Iterable[Problem]:
    """Find no problem in a configuration."""
    return ()


def planned_as_is(_context: Context[Meta], _prior: State | None, planned: State) -> State:
    """Leave a plan as the schema made it."""
    return planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[Meta]):
    """One resource type, its functions in Terraform's order.

    Attributes:
        plan: refines what the schema planned; the prior state is None for a new resource.
        adopts: attributes that the server does not know: after an import, setting them for the
            first time changes the resource in place whatever `replaces` says.
        upgrades: from a version of the state's shape to the next one.
    """

    schema: Schema
    create: Callable[[Context[Meta], State], State]
    read: Callable[[Context[Meta], State], State | None]
    update: Callable[[Context[Meta], State, State], State]
    delete: Callable[[Context[Meta], State], None]
    import_id: Callable[[str], State]
    plan: Callable[[Context[Meta], State | None, State], State] = planned_as_is
    validate: Callable[[State], Iterable[Problem]] = nothing_to_say
    adopts: frozenset[str] = frozenset()
    upgrades: Mapping[int, Callable[[State], State]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource(Generic[Meta]):
    """One data source."""

    schema: Schema
    read: Callable[[Context[Meta], State], State]
    validate: Callable[[State], Iterable[Problem]] = nothing_to_say


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(Generic[Meta]):
    """A provider; `configure` answers None when the configuration is not known yet."""

    name: str
    schema: Schema
    configure: Callable[[Context[Meta], State], Meta | None]
    resources: Mapping[str, Resource[Meta]]
    data_sources: Mapping[str, DataSource[Meta]]
    validate: Callable[[State], Iterable[Problem]] = nothing_to_say
