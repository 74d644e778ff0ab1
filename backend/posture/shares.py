"""Shares: how much of a process's time each owner has used lately, and which owners wait.

An owner is a tenant, or the address of requests without a known token. One that uses much of the
time begins nothing new while a request of one that uses little is in progress, and reads with one
thread as long as there are such requests: this one shares the interpreter with few threads. It also
waits for a moment after such a request, because a client that asks one thing after the other has
its next one on the way. An address waits for the requests of every tenant, and no tenant for those
of an address, of which a flood may have many. Each waits at most half of the time.

As long as requests of an owner that uses little keep coming, one that uses much also rests after
each piece of its work, for several times as long as that took: the next request would have to wait
for a piece that is under way, and finds none most of the time. It has one piece at a time, a read
or a write, unless that takes longer than a wait: what pieces take is known when they end, and many
that began together would delay the request that comes meanwhile.

What an owner uses is compared together with its requests in progress, because these will use more:
one that asks one thing after the other does not wait for a newcomer that asks much at once.
"""

import asyncio
import math
import time
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from itertools import islice
from types import coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

# What was used counts less with its age, by 1/e in this time.
MEMORY_SECONDS: Final = 1.0
# The share of one core's time from which an owner may have to wait.
MUCH: Final = 0.05
# How much more than another's an owner's load must be until it waits.
TIMES: Final = 1.25
# Each request in progress counts as much as `MUCH` does, up to this number.
COUNTED: Final = 4
# How long a request is waited for after its end: a client nearby sends its next one within it.
LINGER_SECONDS: Final = 0.005
# What is known of an owner is forgotten when none of its requests has come for this time.
IDLE_SECONDS: Final = 60.0
# Beyond this number of tenants, or of addresses, the one that came longest ago is forgotten.
OWNERS: Final = 10_000


@dataclass(slots=True, eq=False)
class Share:
    """What is known of an owner.

    Attributes:
        count: its requests that are in progress.
        is_shared: whether another one came lately, when its latest request came.
        came_at: when the latest one came.
        ended_at: when the latest one ended that was measured.
        seconds: what it had used lately at the time `charged_at`.
        rests_until: when it may begin something new, if it crowds others.
    """

    owner: str
    came_at: float
    count: int = 0
    is_shared: bool = False
    ended_at: float = -math.inf
    seconds: float = 0.0
    charged_at: float = 0.0
    rests_until: float = -math.inf

    def used(self, now: float) -> float:
        """Return the seconds that it has used lately."""
        return self.seconds * math.exp((self.charged_at - now) / MEMORY_SECONDS)

    def load(self, now: float) -> float:
        """Return the seconds that it has used lately, and some for each request in progress."""
        return self.used(now) + MUCH * min(self.count, COUNTED)

    def is_present(self, now: float) -> bool:
        """Return whether a request is in progress, or has ended just now."""
        return self.count > 0 or now - self.ended_at < LINGER_SECONDS


class Shares:
    """The shares of the owners of one process's work; of one that is alone none is measured.

    Args:
        wait_seconds: how long an owner waits for others until it goes on for as long, and the
            longest rest; 0 turns both off.
        rest_factor: how many times as long as each piece of its work an owner rests that crowds
            others.
        clock: monotonic seconds.

    Attributes:
        is_awaited: whether an owner waits, so that `end` must follow the end of a request.
        arrivals: how often a request has come that was not of the tenant of the one before; threads
            read it.
    """

    def __init__(
        self,
        *,
        wait_seconds: float = 0.0,
        rest_factor: float = 0.0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._wait_seconds = wait_seconds
        self._rest_factor = rest_factor
        self._clock = clock
        # In both, the owner that came last is the last one. Owners only wait for tenants, and each
        # decision looks through these; addresses are kept apart, because many may come.
        self._tenants: dict[str, Share] = {}
        self._addresses: dict[str, Share] = {}
        self._last = Share("", 0.0)
        self._another_came_at = -math.inf
        self._waiting_since: dict[str, float] = {}
        self._listeners: list[Callable[[], object]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._resting: list[asyncio.Future[None]] = []
        self._latest_tenant = ""
        # How many reads and writes of each owner are under way, and when the latest one began.
        self._pieces: dict[str, tuple[int, float]] = {}
        # Whether an owner waits until they end.
        self._is_held = False
        self.is_awaited = False
        self.arrivals = 0

    @property
    def known_count(self) -> int:
        """The number of owners whose shares are known."""
        return len(self._tenants) + len(self._addresses)

    def on_change(self, listener: Callable[[], object]) -> None:
        """Call `listener` when an owner that had to wait may no longer have to."""
        self._listeners.append(listener)

    def begin(self, owner: str, *, is_tenant: bool) -> Share:
        """Note that a request of a tenant, or of an address, has come, and return its share."""
        share, now = self._last, self._clock()
        if share.owner != owner:
            if self._tenants or self._addresses:
                self._another_came_at = now
            if is_tenant and owner != self._latest_tenant:
                self._latest_tenant = owner
                self.arrivals += 1
            share = self._last = self._moved_to_the_end(owner, now, is_tenant=is_tenant)
        share.count += 1
        share.came_at = now
        share.is_shared = now - self._another_came_at < MEMORY_SECONDS
        return share

    def end(self, share: Share) -> None:
        """Note that a request has ended: its `count` was lowered. Those that wait look again soon.

        An owner that is alone, and that nobody waits for, need not be noted.
        """
        share.ended_at = self._clock()
        if self.is_awaited:
            self._look_again_in(LINGER_SECONDS)

    def recognize(self, share: Share, owner: str) -> None:
        """Note that a request of an address was a tenant's own.

        The address becomes the tenant if this was its first request. Otherwise it keeps what it has
        used, and the tenant is charged from now on, also in requests that begin for the address.
        """
        if owner in self._tenants:
            return
        now = self._clock()
        if not share.seconds and share.count == 1:
            self._addresses.pop(share.owner, None)
            share.owner, share.came_at = owner, now
            self._tenants[owner] = share
        else:
            self._moved_to_the_end(owner, now, is_tenant=True)

    def is_tenant(self, owner: str) -> bool:
        """Return whether an owner is known as a tenant, and not an address."""
        return owner in self._tenants

    def charge(self, owner: str, seconds: float, *, held: float = 0.0) -> None:
        """Add time that an owner has used; one without requests is not known.

        `held` is how long others could not use what it worked with, if that is longer.
        """
        if (share := self._share_of(owner)) is not None:
            self.charge_to(share, seconds, held=held)

    def charge_to(self, share: Share, seconds: float, *, held: float = 0.0) -> None:
        """Add time to a share."""
        now = self._clock()
        share.seconds = share.used(now) + seconds
        share.charged_at = now
        until = max(share.rests_until, now) + self._rest_factor * max(seconds, held)
        share.rests_until = min(until, now + self._wait_seconds)

    def used(self, owner: str) -> float:
        """Return the seconds that an owner has used lately."""
        share = self._share_of(owner)
        return 0.0 if share is None else share.used(self._clock())

    def must_wait(self, owner: str) -> bool:
        """Return whether new work of an owner waits or rests; if so, `on_change` follows."""
        if len(self._tenants) == 1 and owner in self._tenants:
            return False
        now = self._clock()
        lighter = self._lighter(owner, now, self._wait_seconds, present=True)
        if lighter is None:
            self._waiting_since.pop(owner, None)
            return self._rests(owner, now)
        since = self._waiting_since.get(owner)
        if since is None or now - since >= 2 * self._wait_seconds:
            self._waiting_since[owner] = since = now
        if now - since >= self._wait_seconds:
            return self._rests(owner, now)
        self._look_again_in(self._wait_seconds if lighter.count else LINGER_SECONDS)
        return True

    def _rests(self, owner: str, now: float) -> bool:
        share = self._share_of(owner)
        if share is None:
            return False
        _, began = self._pieces.get(owner, (0, -math.inf))
        left = began + self._wait_seconds - now
        if left > 0 and self._lighter(owner, now, MEMORY_SECONDS, present=False, times=1.0):
            self._is_held = True
            self._look_again_in(left)
            return True
        if now >= share.rests_until or not self.is_crowding(owner):
            return False
        self._look_again_in(share.rests_until - now)
        return True

    def begin_piece(self, owner: str) -> None:
        """Note that a read or a write of an owner begins; `end_piece` must follow."""
        count, _ = self._pieces.get(owner, (0, 0.0))
        self._pieces[owner] = (count + 1, self._clock())

    def end_piece(self, owner: str) -> None:
        """Note that a read or a write of an owner has ended; those that wait for it look again."""
        count, began = self._pieces.pop(owner)
        if count > 1:
            self._pieces[owner] = (count - 1, began)
        elif self._is_held:
            self._is_held = False
            self._wake()

    async def rest(self, owner: str) -> None:
        """Let others go between two pieces of an owner's work; wait as long as it has to."""
        await asyncio.sleep(0)
        while self.must_wait(owner):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._resting.append(future)
            await future

    def is_crowding(self, owner: str) -> bool:
        """Return whether an owner uses much, and another one that uses little was here lately."""
        return self._lighter(owner, self._clock(), MEMORY_SECONDS, present=False) is not None

    def _lighter(
        self, owner: str, now: float, seconds: float, *, present: bool, times: float = TIMES
    ) -> Share | None:
        """Return a tenant that came in the last seconds and has a much lower load, or None.

        With `present`, a request of it is in progress or has ended just now. `times` is how much
        lower the load must be.
        """
        share = self._share_of(owner)
        if share is None or not self._wait_seconds:
            return None
        if owner not in self._tenants:
            load = math.inf
        elif share.used(now) < MUCH:
            return None
        else:
            load = share.load(now)
        for other in reversed(self._tenants.values()):
            if other is share:
                continue
            if now - other.came_at >= seconds:
                return None
            if (not present or other.is_present(now)) and other.load(now) < load / times:
                return other
        return None

    def _share_of(self, owner: str) -> Share | None:
        return self._tenants.get(owner) or self._addresses.get(owner)

    def _look_again_in(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = loop.call_at(at, self._changed)
        self.is_awaited = True

    def _changed(self) -> None:
        self._timer, self.is_awaited = None, False
        self._wake()

    def _wake(self) -> None:
        resting, self._resting = self._resting, []
        for future in resting:
            if not future.done():
                future.set_result(None)
        for listener in self._listeners:
            listener()

    def _moved_to_the_end(self, owner: str, now: float, *, is_tenant: bool) -> Share:
        shares = self._tenants if is_tenant else self._addresses
        share = shares.pop(owner, None) or Share(owner, now)
        # Look at two for each one that comes, so that the idle ones become fewer.
        for oldest in [*islice(shares.values(), 2)]:
            is_idle = not oldest.count and now - oldest.came_at >= IDLE_SECONDS
            if is_idle or len(shares) >= OWNERS:
                del shares[oldest.owner]
                self._waiting_since.pop(oldest.owner, None)
        shares[owner] = share
        return share


@coroutine
def metered(
    work: Coroutine[Any, Any, T], charge: Callable[[float], None]
) -> Generator[Any, Any, T]:
    """Run a coroutine, and charge the time of each of its steps."""
    step: Callable[[Any], Any] = work.send
    value: Any = None
    while True:
        begun = time.perf_counter()
        try:
            awaited = step(value)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            charge(time.perf_counter() - begun)
        try:
            value = yield awaited
        except BaseException as error:  # noqa: BLE001  # the coroutine's to handle
            step, value = work.throw, error
        else:
            step = work.send
