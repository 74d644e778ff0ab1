"""Credentials: the worker's own chain, or a role that it assumes, renewed before they expire."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from posture.collectors.aws.errors import refused
from posture.collectors.aws.signing import Keys
from posture.collectors.errors import MALFORMED_ANSWER, CallError, MissingKeysError
from posture.settings import Settings
from posture.telemetry.logs import Logger

RENEW_BEFORE = timedelta(minutes=5)
ASSUMING = "sts:AssumeRole"
ACCESS_KEY, SECRET_KEY = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"  # names
# What may change the keys of the environment, or end them.
FURTHER = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
)
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

log = Logger()


class EmulatorKeys:
    """Keys for an endpoint that a tenant chose: it gets none of the worker's own."""

    async def keys(self) -> Keys:
        """Return keys that are no secret."""
        return EMULATOR_KEYS

    def expire(self, keys: Keys) -> None:
        """Do nothing: these keys do not expire."""


class Found(NamedTuple):
    """What a search for credentials found: botocore's object, or why there is none."""

    credentials: Any
    reason: str = ""


class _Search(NamedTuple):
    task: "asyncio.Task[Found]"
    reused_until: float


class Searches:
    """Searches for the worker's own credentials; runs that begin soon after one share its result.

    A search takes 10 ms of CPU, in which requests wait for the interpreter, and may ask an
    instance, STS or a program.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._latest: dict[str | None, _Search] = {}

    async def find(self, profile: str | None) -> Found:
        """Return what the latest search for a profile finds; search again if it was long ago."""
        now = self._clock()
        found = self._latest.get(profile)
        if found is None or not _is_current(found, now):
            self._latest = {
                name: one for name, one in self._latest.items() if _is_current(one, now)
            }
            work = asyncio.to_thread(_search, self._settings, profile)
            found = self._latest[profile] = _Search(
                asyncio.create_task(work, name="search for credentials"),
                now + self._settings.credentials_reuse_seconds,
            )
        return await asyncio.shield(found.task)

    def forget(self, profile: str | None) -> None:
        """Search again, even if the latest search was a moment ago."""
        self._latest.pop(profile, None)


def _is_current(search: _Search, now: float) -> bool:
    task = search.task
    if not task.done():
        return True
    # An error that the search does not expect says nothing about the credentials.
    has_result = not task.cancelled() and task.exception() is None
    return has_result and now < search.reused_until


def _search(settings: Settings, profile: str | None) -> Found:
    from posture.collectors.aws.chain import UNUSABLE, bounded_session  # noqa: PLC0415  # 50 ms that keys of the environment do not need

    try:
        credentials = bounded_session(settings, profile).get_credentials()
    except UNUSABLE as error:
        return Found(None, f"AWS credentials: {error}")
    return _renewed(credentials) if credentials else Found(None, MISSING)


def _renewed(credentials: Any) -> Found:  # noqa: ANN401  # botocore's credentials have no common type
    from posture.collectors.aws.chain import UNUSABLE  # noqa: PLC0415  # as above

    try:
        credentials.get_frozen_credentials()  # renews them if they end soon, which takes a while
    except UNUSABLE as error:
        return Found(None, f"AWS credentials: {error}")
    return Found(credentials)


class ChainKeys:
    """The worker's own credentials: environment, profile, workload identity, instance role."""

    def __init__(
        self,
        settings: Settings,
        profile: str | None = None,
        *,
        explain: bool = False,
        searches: Searches | None = None,
    ) -> None:
        """Prepare to look for credentials.

        Args:
            settings: the limits of what is read.
            profile: a named profile of the AWS configuration.
            explain: whether errors tell what is wrong, as the operator may know. The output of a
                credential process and the names of profiles are for the log alone.
            searches: those of others, whose results these keys share.
        """
        self._profile = profile
        self._explain = explain
        self._searches = searches or Searches(settings)
        self._credentials: Any = None
        self._given: Keys | None = None
        self._plain: Keys | None = None if profile else environment_keys(os.environ)
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Return keys that are valid now.

        Raises:
            MissingKeysError: the chain has no credentials.
        """
        if self._plain is not None:
            return self._plain
        if self._credentials is None or _wants_renewal(self._credentials):
            async with self._turn:
                self._credentials = await self._resolved()
        frozen = self._credentials.get_frozen_credentials()
        self._given = Keys(frozen.access_key, frozen.secret_key, frozen.token, own=True)
        return self._given

    def expire(self, keys: Keys) -> None:
        """Forget these keys if they are still in use: the cloud refused them as expired."""
        if self._given == keys:
            self._credentials = None
            self._searches.forget(self._profile)

    async def _resolved(self) -> Any:  # noqa: ANN401  # botocore's credentials have no common type
        found = Found(self._credentials)
        if found.credentials is None:
            found = await self._searches.find(self._profile)
        if found.credentials is not None and _wants_renewal(found.credentials):
            found = await asyncio.to_thread(_renewed, found.credentials)
        if found.credentials is None:
            raise self._missing(found.reason)
        return found.credentials

    def _missing(self, reason: str) -> MissingKeysError:
        if self._explain:
            return MissingKeysError(reason)
        log.error("credentials.missing", reason=reason)
        return MissingKeysError(WITHHELD)


def environment_keys(environ: Mapping[str, str]) -> Keys | None:
    """Return the keys of the environment if they are all that botocore's chain would look at.

    It would also read `AWS_PROFILE` and the older names of a token, and an end of the keys.
    """
    access_key, secret_key = environ.get(ACCESS_KEY), environ.get(SECRET_KEY)
    if not access_key or not secret_key or any(environ.get(one) for one in FURTHER):
        return None
    return Keys(access_key, secret_key, environ.get("AWS_SESSION_TOKEN") or None, own=True)


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
