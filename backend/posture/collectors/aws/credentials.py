"""Credentials: the worker's own chain, or a role that it assumes, renewed before they expire."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.exceptions
import structlog

from posture.collectors.aws.chain import bounded_session
from posture.collectors.aws.errors import refused
from posture.collectors.aws.signing import Keys
from posture.collectors.errors import MALFORMED_ANSWER, CallError, MissingKeysError
from posture.settings import Settings

RENEW_BEFORE = timedelta(minutes=5)
ASSUMING = "sts:AssumeRole"
# What emulators take for any account's keys. They are worth nothing to the receiver.
EMULATOR_KEYS = Keys("test", "test")
MISSING = (
    "No AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or run "
    "where a workload or instance role is provided."
)
WITHHELD = (
    "The worker of this server has no AWS credentials that it can use; the server's log has the "
    "reason, for its operator."
)

# The last three: a credential process that cannot be started, or does not print what it should.
UNUSABLE = (
    botocore.exceptions.BotoCoreError,
    botocore.exceptions.ClientError,
    OSError,
    ValueError,
    KeyError,
)

log = structlog.get_logger()


class EmulatorKeys:
    """Keys for an endpoint that a tenant chose: it gets none of the worker's own."""

    async def keys(self) -> Keys:
        """Return keys that are no secret."""
        return EMULATOR_KEYS

    def expire(self, keys: Keys) -> None:
        """Do nothing: these keys do not expire."""


class ChainKeys:
    """The worker's own credentials: environment, profile, workload identity, instance role."""

    def __init__(
        self, settings: Settings, profile: str | None = None, *, explain: bool = False
    ) -> None:
        """Prepare to look for credentials.

        Args:
            settings: the limits of what is read.
            profile: a named profile of the AWS configuration.
            explain: whether errors tell what is wrong, as the operator may know. The output of a
                credential process and the names of profiles are for the log alone.
        """
        self._settings = settings
        self._profile = profile
        self._explain = explain
        self._credentials: Any = None
        self._given: Keys | None = None
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Return keys that are valid now.

        Raises:
            MissingKeysError: the chain has no credentials.
        """
        if self._credentials is None or _wants_renewal(self._credentials):
            async with self._turn:
                self._credentials = await asyncio.to_thread(self._resolved, self._credentials)
        frozen = self._credentials.get_frozen_credentials()
        self._given = Keys(frozen.access_key, frozen.secret_key, frozen.token, own=True)
        return self._given

    def expire(self, keys: Keys) -> None:
        """Forget these keys if they are still in use: the cloud refused them as expired."""
        if self._given == keys:
            self._credentials = None

    def _resolved(self, held: Any) -> Any:  # noqa: ANN401  # botocore's credentials have no common type
        try:
            found = held or bounded_session(self._settings, self._profile).get_credentials()
            if found is None:
                raise self._missing(MISSING)
            found.get_frozen_credentials()  # renews them, which takes a while
        except UNUSABLE as error:
            raise self._missing(f"AWS credentials: {error}") from None
        return found

    def _missing(self, reason: str) -> MissingKeysError:
        if self._explain:
            return MissingKeysError(reason)
        log.error("credentials.missing", reason=reason)
        return MissingKeysError(WITHHELD)


class RoleKeys:
    """Keys of an assumed role, renewed five minutes before they end."""

    def __init__(self, assume: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._assume = assume
        self._keys: Keys | None = None
        self._refusal: CallError | None = None
        self._until = datetime.min.replace(tzinfo=UTC)
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Return keys that are valid now.

        Raises:
            CallError: the role cannot be assumed; after a refusal it is not requested again.
        """
        async with self._turn:
            if self._refusal is not None:
                raise self._refusal
            if self._keys is None or datetime.now(UTC) >= self._until - RENEW_BEFORE:
                self._keys = await self._renewed()
            return self._keys

    async def _renewed(self) -> Keys:
        try:
            found = (await self._assume())["Credentials"]
            keys = Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
            self._until = found["Expiration"]
        except KeyError as error:
            raise CallError(MALFORMED_ANSWER, ASSUMING) from error
        except CallError as error:
            if refused(error):
                self._refusal = error
            raise
        return keys

    def expire(self, keys: Keys) -> None:
        """Forget these keys if they are still in use: the cloud refused them as expired."""
        if self._keys == keys:
            self._keys = None


def _wants_renewal(credentials: Any) -> bool:  # noqa: ANN401  # botocore's credentials have no common type
    check = getattr(credentials, "refresh_needed", None)
    return bool(check and check())
