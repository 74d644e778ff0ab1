"""A resource that is one object of the API: created, read, changed and deleted there by its id."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from posture_client import NotFoundError, UnreachableError
from posture_terraform.framework.definition import Context, Resource
from posture_terraform.framework.problems import Failure, Problem
from posture_terraform.framework.schema import Schema
from posture_terraform.framework.validators import uuid
from posture_terraform.framework.values import State
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.refusals import explained


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiObject:
    """What sets one kind of object apart from another.

    Attributes:
        word: the API's word for it.
        post: the client's operation that makes one, and so on.
        body: makes members of a request of settable attributes.
        state: makes attributes of an answer and of what was known before it.
    """

    word: str
    schema: Schema
    post: Callable[..., Any]
    get: Callable[[Configured, str], Any]
    patch: Callable[..., Any]
    delete: Callable[[Configured, str], None]
    body: Callable[[State], State] = dict
    state: Callable[[Any, State], State]

    def resource(self) -> Resource[Configured]:
        """Return the resource."""
        return Resource(
            schema=self.schema,
            create=self._create,
            read=self._read,
            update=self._update,
            delete=self._delete,
            import_id=self._import_id,
        )

    @property
    def _settable(self) -> list[str]:
        return [name for name, one in self.schema.attributes.items() if not one.computed]

    def _create(self, context: Context[Configured], planned: State) -> State:
        given = {name: planned[name] for name in self._settable if planned[name] is not None}
        with explained(f"create the {self.word}", *self._settable):
            try:
                return self.state(self.post(context.meta, **self.body(given)), planned)
            except UnreachableError as error:
                if not error.sent:
                    raise
                raise Failure(self._lost(str(error))) from error

    def _read(self, context: Context[Configured], state: State) -> State | None:
        with explained(f"read the {self.word}"):
            try:
                return self.state(self.get(context.meta, state["id"]), state)
            except NotFoundError:
                return None

    def _update(self, context: Context[Configured], prior: State, planned: State) -> State:
        changes = {name: planned[name] for name in self._settable if planned[name] != prior[name]}
        with explained(f"change the {self.word}", *self._settable):
            try:
                answer = self.patch(context.meta, prior["id"], **self.body(changes))
            except NotFoundError as error:
                if error.slug != f"{self.word}_not_found":
                    raise
                raise Failure(self._gone()) from error
            return self.state(answer, planned)

    def _delete(self, context: Context[Configured], state: State) -> None:
        with explained(f"delete the {self.word}"):
            try:
                self.delete(context.meta, state["id"])
            except NotFoundError:
                return

    def _import_id(self, text: str) -> State:
        if wrong := uuid(text):
            article = "an" if self.word[0] in "aeiou" else "a"
            raise Failure(Problem(f"Not {article} {self.word}'s id", wrong))
        return {"id": text}

    def _lost(self, reason: str) -> Problem:
        return Problem(
            f"Could not create the {self.word}: the answer was lost",
            f"{reason}. The server may have made it all the same. `posture {self.word} list` says "
            "so; take it over with `terraform import ADDRESS ID`, or else apply again.",
        )

    def _gone(self) -> Problem:
        return Problem(
            f"The {self.word} is gone",
            "Someone deleted it since the plan was made. Apply again to create it anew.",
        )
