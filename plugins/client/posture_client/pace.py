"""Pace: send no more requests than the rate limit of the token allows, each in its turn.

What a server allows is learned from its responses: `X-RateLimit-Limit`, `-Remaining` and `-Reset`
describe the token's bucket, and a refusal has `Retry-After`. While the bucket has requests left,
nothing waits. When it is empty, each request gets a turn of its own, so that threads that share a
client do not all retry at the same time.
"""

from __future__ import annotations

import threading
import time

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from posture_client.errors import RateLimitedError

_WINDOW_SECONDS = 60.0
# The longest random delay after a refusal: other programs may use the same token.
_LARGEST_JITTER_SECONDS = 0.5


class Pace:
    """The bucket of one token as responses describe it; safe to share between threads.

    For each request call `wait`, then `sent`, and `answered` at its end.
    """

    def __init__(
        self,
        limit_seconds: float,
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with a bucket that nothing is known of.

        Args:
            limit_seconds: how long one call may wait in total.
            sleep: pauses for so many seconds; it may raise.
            clock: returns seconds.
        """
        self._limit_seconds = limit_seconds
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._rate_per_second: float | None = None
        self._most_used = 0.0
        self._level = 0.0
        self._level_at = 0.0
        self._closed_until = 0.0
        self._waiting = 0
        self._in_flight: set[int] = set()
        self._next_number = 0

    def wait(self, waited_seconds: float, refusal: RateLimitedError | None) -> float:
        """Wait for the next turn of a call that has waited before; return the seconds.

        Raises:
            RateLimitedError: the call was refused before, and would wait longer than it may.
        """
        seconds = self.turn(waited_seconds, refusal)
        try:
            if seconds:
                self._sleep(seconds)
        except BaseException:
            self.give_up_turn()
            raise
        return seconds

    def turn(self, waited_seconds: float, refusal: RateLimitedError | None) -> float:
        """Take the next turn, and return the seconds until then; raise as `wait` does."""
        seconds = self._take_turn()
        allowed = self._limit_seconds - waited_seconds
        if refusal and seconds > allowed:
            self.give_up_turn()
            raise refusal
        return max(0.0, min(seconds, allowed))

    def give_up_turn(self) -> None:
        """Give back a turn that is not used."""
        with self._lock:
            self._waiting -= 1

    def _take_turn(self) -> float:
        with self._lock:
            self._waiting += 1
            rate = self._rate_per_second
            if rate is None:
                return 0.0
            now = self._clock()
            self._level += (now - self._level_at) * rate - 1
            self._level_at = now
            wait = max(0.0, -self._level / rate)
            return wait + _jitter(1 / rate) if now < self._closed_until else wait

    def sent(self) -> int:
        """Use a turn; return the number of the request, for `answered`."""
        with self._lock:
            self._waiting -= 1
            self._next_number += 1
            self._in_flight.add(self._next_number)
            return self._next_number

    def answered(self, number: int, headers: Mapping[str, str]) -> None:
        """Learn from the headers of a response, with lower-case names; without one, from none."""
        with self._lock:
            self._in_flight.discard(number)
            try:
                size, left, reset = (
                    float(headers[f"x-ratelimit-{name}"])
                    for name in ("limit", "remaining", "reset")
                )
            except (KeyError, ValueError):
                return
            used = size - left
            if reset > 0 and used >= self._most_used:
                # The more of the bucket is used, the less does rounding matter.
                self._most_used = used
                self._rate_per_second = used / reset or None
            # The server has not counted what was sent after this request.
            self._set_level(left - sum(later > number for later in self._in_flight))

    def refused(self, error: RateLimitedError) -> None:
        """Learn from a refusal: the bucket is empty, and says when it has a request again."""
        with self._lock:
            after = max(0.0, error.retry_after_seconds or 0.0)
            limit = error.body.get("limit")
            if isinstance(limit, int) and limit > 0:
                self._rate_per_second = limit / _WINDOW_SECONDS
                self._most_used = float("inf")
            self._closed_until = self._clock() + after
            self._set_level(1 - after * (self._rate_per_second or 1.0))

    def _set_level(self, left: float) -> None:
        """Set what is left now; turns that are taken but not yet used count."""
        self._level = left - self._waiting
        self._level_at = self._clock()


def _jitter(seconds: float) -> float:
    import random  # noqa: PLC0415  # only after a refusal, and a provider starts often

    return random.random() * min(seconds, _LARGEST_JITTER_SECONDS)  # noqa: S311  # jitter
