"""Credentials by reference: the worker's own chain, or a role it assumes, renewed in time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.exceptions
import botocore.session

from posture.collectors.aws.signing import Keys

RENEW_BEFORE = timedelta(minutes=5)


class MissingKeysError(Exception):
    """The chain of the worker holds no credentials; the message says what to set."""


class ChainKeys:
    """The worker's own credentials: environment, profile, workload identity, instance role."""

    def __init__(self, profile: str | None = None) -> None:
        self._profile = profile
        self._credentials: Any = None
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Answer keys that are valid now.

        Raises:
            MissingKeysError: the chain holds none.
        """
        if self._credentials is None or _wants_renewal(self._credentials):
            async with self._turn:
                return await asyncio.to_thread(self._resolve)
        return self._frozen()

    def expire(self) -> None:
        """Forget the keys: the cloud refused them as too old."""
        self._credentials = None

    def _resolve(self) -> Keys:
        try:
            if self._credentials is None:
                session = botocore.session.Session(profile=self._profile)
                self._credentials = session.get_credentials()
            if self._credentials is None:
                raise MissingKeysError(
                    "No AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                    "AWS_PROFILE, or run where a workload or instance role is provided."
                )
            return self._frozen()
        except botocore.exceptions.BotoCoreError as error:
            raise MissingKeysError(f"AWS credentials: {error}") from error

    def _frozen(self) -> Keys:
        frozen = self._credentials.get_frozen_credentials()
        return Keys(frozen.access_key, frozen.secret_key, frozen.token)


class RoleKeys:
    """Keys of an assumed role, renewed five minutes before they end."""

    def __init__(self, assume: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._assume = assume
        self._keys: Keys | None = None
        self._until = datetime.min.replace(tzinfo=UTC)
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Answer keys that are valid now; raises what the assumption raises."""
        async with self._turn:
            if self._keys is None or datetime.now(UTC) >= self._until - RENEW_BEFORE:
                found = (await self._assume())["Credentials"]
                self._keys = Keys(
                    found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"]
                )
                self._until = found["Expiration"]
            return self._keys

    def expire(self) -> None:
        """Forget the keys: the cloud refused them as too old."""
        self._keys = None


def _wants_renewal(credentials: Any) -> bool:  # noqa: ANN401  # botocore's credentials have no common type
    check = getattr(credentials, "refresh_needed", None)
    return bool(check and check())
