"""A resource for one kind of API object: create, read, change and delete it by its id."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from posture_client import ConflictError, NotFoundError, UnreachableError, etag_of
from posture_client.texts import sentence
from posture_terraform.framework.definition import (
    Context,
    Listed,
    ListResource,
    Resource,
    no_diagnostics,
    plan_unchanged,
)
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.plan import replacing
from posture_terraform.framework.record import Record
from posture_terraform.framework.schema import Nested, Schema
from posture_terraform.framework.validators import uuid
from posture_terraform.framework.values import State, alike, has_unknown
from posture_terraform.provider.api_errors import diagnostic, reported
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN


class ApiObject(Record):
    """The definition of one kind of object.

    Attributes:
        word: the API's word for it.
        post: the client's operation that creates an object; the others likewise.
        rows: the client's operation that lists objects.
        body: turns attributes into the members of a request.
        state: turns a response and the known state into attributes.
        validate: finds problems of a configuration that concern several attributes.
        upgrades: from a version of the state's shape to the next one.
        plan: refines the plan of the schema.
        write_only: members whose values only the configuration has: the attribute of each, and the
            attribute with its version, whose change sends it again.
        rotate: an attribute with a version, and the operation that its change calls.
    """

    word: str
    schema: Schema
    post: Callable[..., Any]
    get: Callable[[Any, str], Any]
    rows: Callable[..., Any]
    patch: Callable[..., Any]
    delete: Callable[[Configured, str], None]
    body: Callable[[State], State] = dict
    state: Callable[[Any, State], State]
    validate: Callable[[State], Iterable[Diagnostic]] = no_diagnostics
    upgrades: Mapping[int, Callable[[State], State]] = MappingProxyType({})
    plan: Callable[[Context[Configured], State | None, State], State] = plan_unchanged
    write_only: Mapping[str, tuple[str, str]] = MappingProxyType({})
    rotate: tuple[str, Callable[[Any, str], Any]] | None = None

    def resource(self) -> Resource[Configured]:
        """Return the resource."""
        return Resource(
            schema=self.schema,
            create=self._create,
            read=self._read,
            update=self._update,
            delete=self._delete,
            import_id=self._import_id,
            validate=self.validate,
            upgrades=self.upgrades,
            plan=self._plan,
        )

    def listing(self, schema: Schema, *, name: Callable[[State], str]) -> ListResource[Configured]:
        """Return the list resource, whose filters are those of the API's list."""

        def rows(context: Context[Configured], config: State, limit: int) -> Iterator[Listed]:
            blank = {key: one.default for key, one in self.schema.attributes.items()}
            with reported(f"list the {self.word}s", *config):
                operation = partial(self.rows, context.meta)
                for row in context.meta.rows(operation, most=limit, **config):
                    state = self.state(row, blank)
                    yield Listed(state, name(state))

        return ListResource(schema=schema, rows=rows)

    @property
    def _settable(self) -> list[str]:
        versions = {version for _, version in self.write_only.values()}
        versions |= {self.rotate[0]} if self.rotate else set()
        return [
            name
            for name, one in self.schema.attributes.items()
            if (one.required or one.optional) and not one.write_only and name not in versions
        ]

    def _named(self, values: State) -> Iterator[str]:
        """Return the names in refusals: attributes, and those in objects, such as `aws.regions`."""
        for name in self._settable:
            if values.get(name) is None and name not in self.write_only:
                continue
            yield name
            kind = self.schema.attributes[name].type
            if isinstance(kind, Nested):
                yield from (f"{name}.{member}" for member in kind.attributes)

    def _plan(self, context: Context[Configured], prior: State | None, planned: State) -> State:
        """Refine the plan; refuse what the server would refuse, where all of it is known."""
        planned = self.plan(context, prior, planned)
        if context.configured is None:
            return planned
        context.warnings.extend(context.configured.checks.require_token())
        if has_unknown(context.config or {}):
            return planned
        if prior is None:
            self._check(context, planned, f"create the {self.word}", self.post)
        elif replacing(self.schema.attributes, prior, planned, frozenset()):
            context.configured.checks.freed.add((self.word, prior.get("name")))
        elif changes := self._changes(context, prior, planned):
            context.configured.checks.changing.add(prior["id"])
            self._check(
                context,
                planned,
                f"change the {self.word}",
                lambda client, **sent: self.patch(client, prior["id"], **sent),
                of=prior["id"],
                changes=changes,
            )
        return planned

    def _check(
        self,
        context: Context[Configured],
        planned: State,
        doing: str,
        send: Callable[..., Any],
        *,
        of: str = "",
        changes: State | None = None,
    ) -> None:
        """Refuse what the server would; warn of a name that is taken, if nothing frees it."""
        checks, named = context.meta.checks, tuple(self._named(planned))
        body = self.body(self._given(context, planned) if changes is None else changes)
        refusal = checks.require(send, body, doing, *named, of=of)
        if (
            isinstance(refusal, ConflictError)
            and refusal.slug == "name_taken"
            and (self.word, planned["name"]) not in checks.freed
        ):
            wrong = diagnostic(refusal, doing, *named)
            summary = wrong.summary.replace("Could not", "The apply may be unable to", 1)
            context.warnings.append(wrong._replace(summary=summary, severity="WARNING"))

    def _given(self, context: Context[Configured], planned: State) -> State:
        """Return the members of a new object that are set."""
        return {
            name: planned[name]
            for name in self._settable
            if planned[name] is not None and planned[name] is not UNKNOWN
        } | self._written(context, dict.fromkeys(self.schema.attributes), planned)

    def _changes(self, context: Context[Configured], prior: State, planned: State) -> State:
        """Return the members that differ."""
        return {
            name: planned[name]
            for name in self._settable
            if planned[name] != prior[name] and planned[name] is not UNKNOWN
        } | self._written(context, prior, planned)

    def _create(self, context: Context[Configured], planned: State) -> State:
        given = self._given(context, planned)
        with reported(f"create the {self.word}", *self._named(planned)):
            try:
                return self.state(self.post(context.meta, **self.body(given)), planned)
            except UnreachableError as error:
                if not error.sent:
                    raise
                raise DiagnosticError(self._lost(str(error))) from error
            finally:
                context.meta.reads.changed(self.word)

    def _read(self, context: Context[Configured], state: State) -> State | None:
        with reported(f"read the {self.word}"):
            try:
                row = context.meta.reads.read(
                    context.meta, self.word, state["id"], single=self.get, listed=self.rows
                )
            except NotFoundError:
                return None
            return self.state(row, state)

    def _update(self, context: Context[Configured], prior: State, planned: State) -> State:
        changes = self._changes(context, prior, planned)
        with reported(f"change the {self.word}", *self._named(planned)):
            try:
                answer = self._changed(context, prior, planned, changes)
            except NotFoundError as error:
                if error.slug != f"{self.word}_not_found":
                    raise
                raise DiagnosticError(self._gone()) from error
            finally:
                context.meta.reads.changed(self.word)
            # Terraform wants what it planned; its next read finds what others changed besides.
            kept = {
                name: planned[name]
                for name in self._settable
                if name not in changes and planned[name] is not UNKNOWN
            }
            return self.state(answer, planned) | kept

    def _changed(
        self, context: Context[Configured], prior: State, planned: State, changes: State
    ) -> Any:  # noqa: ANN401  # a model
        """Change the members that differ, and then call `rotate` if its version does."""
        answer = self._patched(context, prior, planned, changes) if changes else None
        if self.rotate is not None:
            version, operation = self.rotate
            if planned[version] is not None and planned[version] != prior[version]:
                answer = operation(context.meta, prior["id"])
        return answer or self.get(context.meta, prior["id"])

    def _patched(
        self, context: Context[Configured], prior: State, planned: State, changes: State
    ) -> Any:  # noqa: ANN401  # a model
        """Change the object, unless what is to be changed is not what the plan was made from.

        Other changes since then stay as they are: the object is read again once, and changed.
        """
        for is_last in (False, True):
            found = self.get(context.meta, prior["id"])
            self._require_planned(prior, planned, self.state(found, prior), changes)
            try:
                return self.patch(
                    context.meta, prior["id"], if_match=etag_of(found), **self.body(changes)
                )
            except ConflictError as error:
                if error.slug != "precondition_failed" or is_last:
                    raise
        raise AssertionError

    def _require_planned(
        self, prior: State, planned: State, found: State, changes: Iterable[str]
    ) -> None:
        changed = [
            name
            for name in changes
            if name in found
            and not any(
                alike(self.schema.attributes[name], found[name], known[name])
                for known in (prior, planned)
            )
        ]
        if changed:
            raise DiagnosticError(
                Diagnostic(
                    f"The {self.word} has changed since the plan was made",
                    f"Someone else changed {', '.join(f'`{name}`' for name in changed)}, and "
                    "nothing was overwritten. Plan again to see the change.",
                )
            )

    def _written(self, context: Context[Configured], prior: State, planned: State) -> State:
        """Return the write-only values to send, which are neither in a plan nor in a state."""
        return {
            member: (context.config or {})[attribute]
            for member, (attribute, version) in self.write_only.items()
            if planned[version] is not None and planned[version] != prior[version]
        }

    def _delete(self, context: Context[Configured], state: State) -> None:
        with reported(f"delete the {self.word}"):
            try:
                self.delete(context.meta, state["id"])
            except NotFoundError:
                return
            finally:
                context.meta.reads.changed(self.word)

    def _import_id(self, text: str) -> State:
        if wrong := uuid(text):
            article = "an" if self.word[0] in "aeiou" else "a"
            raise DiagnosticError(Diagnostic(f"Not the id of {article} {self.word}", wrong))
        return {"id": text.lower()}

    def _lost(self, reason: str) -> Diagnostic:
        return Diagnostic(
            f"Could not create the {self.word}: the response was lost",
            f"{sentence(reason)} The server may have created it. Look for it with `posture "
            f"{self.word} list`: if it exists, import it with `terraform import ADDRESS ID`, else "
            "apply again.",
        )

    def _gone(self) -> Diagnostic:
        return Diagnostic(
            f"The {self.word} is gone",
            "Someone deleted it after the plan was made. Apply again to create a new one.",
        )
