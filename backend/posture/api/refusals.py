"""Refusals: requests without a valid token, limited and counted for each address.

Every address has a token bucket, in the memory of this process. Of refused requests the audit log
gets the first one of a minute as it is, and then one row with the number of the others, so that
nobody without a token can fill the log. An IPv6 address stands for its /64, which is the least that
one host has. The number of addresses is limited; beyond it all others share one. A token that was
not found is refused for a while without another look at the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, NamedTuple

import structlog

from posture.api.rate_limit import RateLimiter
from posture.api.request_context import RequestContext
from posture.services.audit import AuditEntry
from posture.services.errors import UnavailableError
from posture.settings import Settings

REFUSED: Final = "api.refused"
OTHERS: Final = "others"
IPV6_HOST: Final = 64
MINUTE_SECONDS: Final = 60
NETWORKS_CACHED: Final = 4_096

Record = Callable[[AuditEntry], Awaitable[None]]

log = structlog.get_logger()


class _Kind(NamedTuple):
    """What the refused requests of one row have in common."""

    tenant_id: str | None
    token_id: str | None
    network: str
    reason: str


class Refusals:
    """The refused requests of one process.

    Attributes:
        unknown: hashes of headers whose token was not found, and until when each is refused.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], float]) -> None:
        self._limiter = RateLimiter(
            size=settings.refused_requests_bucket,
            refill_per_second=settings.refused_requests_refill_per_second,
            clock=clock,
            most=settings.refused_addresses,
        )
        self._most = settings.refused_addresses
        self._clock = clock
        self._remembered_seconds = settings.refused_token_seconds
        self.unknown: dict[int, float] = {}
        self._counts: dict[_Kind, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def take(self, context: RequestContext) -> None:
        """Take a refused request from the bucket of its address.

        Raises:
            ProblemError: the bucket is empty.
        """
        quota = self._limiter.take(network_of(context.client_ip))
        if not quota.allowed:
            context.rate_limit_headers = self._limiter.headers(quota)
            raise self._limiter.refusal(quota)

    def remember(self, context: RequestContext) -> None:
        """Remember a token that was not found; nothing else that refuses a request stays so."""
        sent = _only_token(context)
        if sent is None or context.identified is not None or not self._remembered_seconds:
            return
        if hash(sent) in self.unknown:  # the time does not begin anew
            return
        if len(self.unknown) >= self._most:
            del self.unknown[next(iter(self.unknown))]
        self.unknown[hash(sent)] = self._clock() + self._remembered_seconds

    def is_unknown(self, context: RequestContext) -> bool:
        """Return whether the token of a request was not found a moment ago."""
        if (sent := _only_token(context)) is None:
            return False
        until = self.unknown.get(hash(sent))
        if until is None:
            return False
        if until > self._clock():
            return True
        del self.unknown[hash(sent)]
        return False

    def is_first(self, context: RequestContext, reason: str, record: Record) -> bool:
        """Return whether a refused request gets a row of its own; count it if not."""
        token = context.identified
        kind = _Kind(
            token.tenant_id if token else None,
            token.token_id if token else None,
            network_of(context.client_ip),
            reason,
        )
        if kind not in self._counts and len(self._counts) >= self._most:
            kind = _Kind(None, None, OTHERS, reason)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(MINUTE_SECONDS, self._end_minute, record)
        count = self._counts.get(kind)
        self._counts[kind] = 0 if count is None else count + 1
        return count is None

    async def write(self, record: Record) -> None:
        """Write a row for each kind that had more than one request, and begin anew."""
        counts, self._counts = self._counts, {}
        for kind, count in counts.items():
            if not count:
                continue
            try:
                await record(_row(kind, count))
            except UnavailableError as error:
                log.warning("audit.refusals_lost", reason=str(error), count=count)

    def _end_minute(self, record: Record) -> None:
        self._timer = None
        task = asyncio.get_running_loop().create_task(self.write(record), name="write refusals")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)


def _only_token(context: RequestContext) -> bytes | None:
    """Return the header with the token, if it alone decides who sent the request."""
    if context.is_ambiguous or b"cookie" in context.headers:
        return None
    return context.headers.get(b"authorization")


@lru_cache(maxsize=NETWORKS_CACHED)
def network_of(address: str | None) -> str:
    """Return what stands for an address: itself, or the /64 of an IPv6 address."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return OTHERS
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), IPV6_HOST), strict=False))


def _row(kind: _Kind, count: int) -> AuditEntry:
    return AuditEntry(
        tenant_id=kind.tenant_id,
        token_id=kind.token_id,
        actor_ip=kind.network,
        action=REFUSED,
        target_kind="token",
        target_id=kind.token_id,
        after={
            "token_id": kind.token_id,
            "reason": kind.reason,
            "count": count,
            "within_seconds": MINUTE_SECONDS,
        },
        result="failure",
        request_id=None,
    )
