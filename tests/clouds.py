"""A toy cloud, for what must hold whatever the clouds are."""

from dataclasses import replace
from typing import Annotated

from msgspec import Meta

from posture.bootstrap.aws import AWS
from posture.domain.connection import ConnectionOptions


class ToyConnection(ConnectionOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach a box of toys."""

    drawer: Annotated[str | None, Meta(description="The drawer that the box is in.")] = None
    keys: Annotated[tuple[str, ...], Meta(description="A key of the box.")] = ()


TOY = replace(AWS, name="toy", title="Toy", connection=ToyConnection)
