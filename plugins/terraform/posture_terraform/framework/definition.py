"""The parts of a provider: resources and data sources, each a schema with functions."""

from collections.abc import Callable, Iterable, Mapping
from threading import Event
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.functions import Function
from posture_terraform.framework.log import Log
from posture_terraform.framework.record import Record
from posture_terraform.framework.schema import Schema
from posture_terraform.framework.values import State

Meta = TypeVar("Meta")


class Context(Generic[Meta]):
    """What one call gets besides its values.

    Attributes:
        stop: set when Terraform asks to stop; a waiting call then ends what it began.
        terraform_version: the version of the Terraform that configured the provider.
        config: the configuration that is planned or applied, with write-only values.
        imported: whether the resource was imported and not applied since.
        warnings: shown by Terraform after the operation.
        unusable: why the provider serves ephemeral resources alone, which `configure` found out.
        progress: messages of an action, shown while it is invoked.
        recorded: the state that an apply leaves if it fails later.
    """

    __slots__ = (
        "config",
        "configured",
        "imported",
        "log",
        "progress",
        "recorded",
        "stop",
        "terraform_version",
        "unusable",
        "warnings",
    )

    def __init__(
        self,
        *,
        stop: Event,
        log: Log,
        configured: Meta | None = None,
        terraform_version: str = "",
        unusable: tuple[Diagnostic, ...] = (),
    ) -> None:
        self.stop = stop
        self.log = log
        self.configured = configured
        self.terraform_version = terraform_version
        self.unusable = unusable
        self.config: State | None = None
        self.imported = False
        self.warnings: list[Diagnostic] = []
        self.progress: list[str] = []
        self.recorded: State | None = None

    @property
    def meta(self) -> Meta:
        """The result of configuring the provider.

        Raises:
            DiagnosticError: the configuration of the provider is not known yet, or not complete.
        """
        self.require_usable()
        if self.configured is None:
            raise DiagnosticError(
                Diagnostic(
                    "The provider is not configured yet",
                    "Its configuration depends on values that are only known after the apply. "
                    "Apply the resources that they come from first, for instance with -target.",
                )
            )
        return self.configured

    def require_usable(self) -> None:
        """Refuse what an incomplete configuration of the provider does not serve.

        Raises:
            DiagnosticError: what is missing.
        """
        if self.unusable:
            raise DiagnosticError(*self.unusable)

    def record(self, state: State) -> None:
        """Keep this state even if the rest of the apply fails."""
        self.recorded = dict(state)

    def warn(self, summary: str, detail: str) -> None:
        """Show a warning."""
        self.warnings.append(Diagnostic(summary, detail, severity="WARNING"))


def no_diagnostics(_config: State) -> Iterable[Diagnostic]:
    """Return no diagnostics for a configuration."""
    return ()


def plan_unchanged(_context: Context[Meta], _prior: State | None, planned: State) -> State:
    """Return the plan that the schema made."""
    return planned


def plan_nothing(_context: Context[Meta], _config: State) -> None:
    """Accept every invocation of an action."""


class Resource(Record, Generic[Meta]):
    """One resource type, its functions in Terraform's order.

    Attributes:
        plan: refines the plan of the schema; the prior state is None for a new resource.
        adopts: attributes that the server does not know: after an import, setting them for the
            first time updates the resource in place even if they have `replaces`.
        upgrades: upgrades a state from a schema version to the next one.
    """

    schema: Schema
    create: Callable[[Context[Meta], State], State]
    read: Callable[[Context[Meta], State], State | None]
    update: Callable[[Context[Meta], State, State], State]
    delete: Callable[[Context[Meta], State], None]
    import_id: Callable[[str], State]
    plan: Callable[[Context[Meta], State | None, State], State] = plan_unchanged
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics
    adopts: frozenset[str] = frozenset()
    upgrades: Mapping[int, Callable[[State], State]] = MappingProxyType({})


class DataSource(Record, Generic[Meta]):
    """One data source."""

    schema: Schema
    read: Callable[[Context[Meta], State], State]
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics


class Listed(NamedTuple):
    """One resource that exists: its values, and a name for people."""

    state: State
    name: str


class ListResource(Record, Generic[Meta]):
    """Finds existing resources of the type with the same name, for `terraform query`.

    Attributes:
        schema: the filters.
        rows: yields at most so many resources that match the filters.
    """

    schema: Schema
    rows: Callable[[Context[Meta], State, int], Iterable[Listed]]
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics


class Opened(NamedTuple):
    """An open ephemeral resource.

    Attributes:
        result: its values; none after a renewal.
        renew_at: when it must be renewed, in seconds since 1970; None for never.
        private: what its renewal and its end need to know.
    """

    result: State
    renew_at: float | None = None
    private: bytes | None = None


class EphemeralResource(Record, Generic[Meta]):
    """Values for the time of one plan or apply, which Terraform stores nowhere.

    Attributes:
        renew: makes it last longer, with its values as they are.
        close: ends it, when Terraform needs it no more.
    """

    schema: Schema
    open: Callable[[Context[Meta], State], Opened]
    renew: Callable[[Context[Meta], bytes], Opened] | None = None
    close: Callable[[Context[Meta], bytes], None] | None = None
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics


class Action(Record, Generic[Meta]):
    """Something that Terraform does without a state, when a resource changes or on request.

    Attributes:
        plan: refuses an invocation that cannot succeed.
    """

    schema: Schema
    invoke: Callable[[Context[Meta], State], None]
    plan: Callable[[Context[Meta], State], None] = plan_nothing
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics


class Provider(Record, Generic[Meta]):
    """A provider; `configure` returns None if the configuration is not known yet."""

    name: str
    schema: Schema
    configure: Callable[[Context[Meta], State], Meta | None]
    resources: Mapping[str, Resource[Meta]]
    data_sources: Mapping[str, DataSource[Meta]]
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics
    functions: Mapping[str, Function] = MappingProxyType({})
    list_resources: Mapping[str, ListResource[Meta]] = MappingProxyType({})
    actions: Mapping[str, Action[Meta]] = MappingProxyType({})
    ephemeral_resources: Mapping[str, EphemeralResource[Meta]] = MappingProxyType({})
