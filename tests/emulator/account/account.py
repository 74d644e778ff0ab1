"""Account: the seeded account as the modules that fill it see it."""

import json
from functools import cache
from threading import Lock
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types
from botocore.config import Config

from tests.emulator.stubs import stub

ACCOUNT_ID = "123456789012"
HOME = "eu-central-1"
FORGOTTEN = "us-east-1"
REGIONS = (HOME, FORGOTTEN)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class Account:
    """Clients of one account: production lives in `HOME`, what was left behind in `FORGOTTEN`."""

    def __init__(self, endpoint_url: str) -> None:
        session = boto3.Session(aws_access_key_id="seed", aws_secret_access_key="seed")
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)

        making = Lock()  # boto3's clients may be used by many threads, but made by one at a time

        @cache
        def client(service: str, region: str) -> Any:  # noqa: ANN401  # boto3's clients are made at run time
            with making:
                return session.client(
                    service, region_name=region, endpoint_url=endpoint_url, config=config
                )

        self._client = client
        self._endpoint_url = endpoint_url

    def client(self, service: str, region: str = HOME) -> Any:  # noqa: ANN401  # as above
        """Return the boto3 client of a service in a region, the same one each time."""
        return self._client(service, region)

    def stub(
        self,
        call: str,
        answer: dict[str, Any] | str,
        region: str = "",
        **request: Any,  # noqa: ANN401  # an operation's input
    ) -> None:
        """Store the response to a call that moto does not have; see `tests.emulator.stubs`."""
        stub(self._endpoint_url, call, answer, region=region, **request)


def tags(name: str, **more: str) -> list[dict[str, str]]:
    """Return AWS tags: a name, and the owner."""
    return [{"Key": key, "Value": value} for key, value in {"Name": name, **more}.items()]


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # a statement's members
    """Return an Allow statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal: str | dict[str, str], **more: Any) -> str:  # noqa: ANN401  # as above
    """Return a role's trust policy."""
    return policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more})
