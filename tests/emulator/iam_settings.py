"""What moto does not keep of an IAM user: its permissions boundary."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import User
from moto.iam.responses import IamResponse


def add_iam_settings() -> None:
    """Add it to every user of this process."""
    made: Any = IamResponse.create_user

    def create_user(here: Any) -> ActionResult:  # noqa: ANN401  # moto ships no types
        answer: ActionResult = made(here)
        _bound(here)
        return answer

    def put_user_permissions_boundary(here: Any) -> EmptyResult:  # noqa: ANN401  # as above
        _bound(here)
        return EmptyResult()

    def delete_user_permissions_boundary(here: Any) -> EmptyResult:  # noqa: ANN401  # as above
        _user(here).permissions_boundary = None
        return EmptyResult()

    setattr(User, "permissions_boundary", None)  # noqa: B010  # moto's class has no such attribute
    for action in (create_user, put_user_permissions_boundary, delete_user_permissions_boundary):
        setattr(IamResponse, action.__name__, action)


def _user(here: Any) -> Any:  # noqa: ANN401  # as above
    return here.backend.get_user(here.params["UserName"])


def _bound(here: Any) -> None:  # noqa: ANN401  # as above
    if arn := here.params.get("PermissionsBoundary"):
        _user(here).permissions_boundary = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": arn,
        }
