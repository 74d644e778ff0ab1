"""The errors of the use cases, each with the slug that clients read."""

from collections.abc import Iterable
from typing import ClassVar

from posture.store.errors import UnavailableError

__all__ = [
    "ConflictError",
    "DeliveryNotFoundError",
    "EnqueueFailedError",
    "ExpiryOutOfRangeError",
    "FindingNotFoundError",
    "FrameworkNotFoundError",
    "IdempotencyKeyReusedError",
    "IntegrationNotFoundError",
    "MissingScopeError",
    "NetworksNotHeldError",
    "OtherCloudError",
    "PolicyWithoutChecksError",
    "PreconditionFailedError",
    "RateLimitedError",
    "RoleNotBoundError",
    "RunNotCancellableError",
    "RunNotFinishedError",
    "RunNotFoundError",
    "RunWithoutResultError",
    "RunsNotComparableError",
    "ScopesNotHeldError",
    "ServiceError",
    "SessionNotFoundError",
    "SuppressionNotFoundError",
    "TenantBusyError",
    "TenantNotFoundError",
    "TokenNotFoundError",
    "TooManyListenersError",
    "TooManySuppressionsError",
    "TooManyTokensError",
    "TooManyTrustsError",
    "TooManyWebhooksError",
    "TrustNotFoundError",
    "TrustOpenError",
    "UnavailableError",
    "WebhookNotFoundError",
]


class ServiceError(Exception):
    """A request was refused; nothing of it was committed.

    `setting` names the setting that refused it, where the body has no room for a `detail`.
    """

    slug: ClassVar[str]
    detail: ClassVar[str | None] = None
    setting: str | None = None

    def members(self) -> dict[str, int | str]:
        """Return the members of the response besides the slug."""
        return {} if self.detail is None else {"detail": self.detail}


class IntegrationNotFoundError(ServiceError):
    """The tenant has no such integration."""

    slug = "integration_not_found"


class MissingScopeError(ServiceError):
    """The caller needs another scope for what it sent."""

    slug = "missing_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class OtherCloudError(ServiceError):
    """The connection options of one cloud were sent for an integration of another."""

    slug = "invalid_body"

    def __init__(self, provider: str, other: str) -> None:
        super().__init__(f"The integration is of `{provider}`: send `{provider}`, not `{other}`.")
        self.other = other

    def members(self) -> dict[str, int | str]:
        """Return which cloud it is of."""
        return {"detail": str(self), "member": self.other}


class PreconditionFailedError(ServiceError):
    """The resource is not the one that the caller has read."""

    slug = "precondition_failed"

    def members(self) -> dict[str, int | str]:
        """Return what to do."""
        return {"detail": "It has changed since its ETag was read: read it again."}


class RunNotFoundError(ServiceError):
    """The tenant has no such run."""

    slug = "run_not_found"


class FindingNotFoundError(ServiceError):
    """The tenant has no such finding."""

    slug = "finding_not_found"


class FrameworkNotFoundError(ServiceError):
    """This server has no such framework."""

    slug = "framework_not_found"

    def __init__(self, framework_id: str, meant: str | None) -> None:
        hint = f" Did you mean `{meant}`?" if meant else ""
        super().__init__(f"There is no framework `{framework_id}`.{hint}")

    def members(self) -> dict[str, int | str]:
        """Return which one was asked for, and which one may be meant."""
        return {"detail": str(self)}


class SuppressionNotFoundError(ServiceError):
    """The tenant has no such suppression."""

    slug = "suppression_not_found"


class ExpiryOutOfRangeError(ServiceError):
    """A suppression would expire at once, or too late."""

    slug = "expiry_out_of_range"

    def __init__(self, most_seconds: int) -> None:
        super().__init__(f"It must be later than now, and at most {most_seconds} s ahead.")

    def members(self) -> dict[str, int | str]:
        """Return the limit as `detail`."""
        return {"detail": str(self), "member": "expires_at"}


class TooManySuppressionsError(ServiceError):
    """The tenant has as many suppressions in force as it may."""

    slug = "too_many_suppressions"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} may be in force.")

    def members(self) -> dict[str, int | str]:
        """Return the limit as `detail`."""
        return {"detail": str(self)}


class TenantNotFoundError(ServiceError):
    """There is no such tenant."""

    slug = "tenant_not_found"


class RoleNotBoundError(ServiceError):
    """The role is not bound to a tenant."""

    slug = "role_not_bound"


class TenantBusyError(ServiceError):
    """Rows of a tenant are added as fast as they are deleted."""

    slug = "tenant_busy"


class TokenNotFoundError(ServiceError):
    """There is no such token."""

    slug = "token_not_found"


class ConflictError(ServiceError):
    """A name that must be unique is taken."""

    slug = "name_taken"

    def members(self) -> dict[str, int | str]:
        """Return the name as `detail`."""
        return {"detail": str(self), "member": "name"}


class RateLimitedError(ServiceError):
    """The integration had as many runs of this kind as its window allows."""

    slug = "rate_limited"

    def __init__(self, retry_after_seconds: int, *, setting: str) -> None:
        super().__init__(f"{setting}: retry after {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds
        self.setting = setting

    def members(self) -> dict[str, int | str]:
        """Return when to try again."""
        return {"retry_after_seconds": self.retry_after_seconds}


class EnqueueFailedError(ServiceError):
    """The queue does not take the run."""

    slug = "enqueue_failed"


class RunNotCancellableError(ServiceError):
    """The run has ended."""

    slug = "run_not_cancellable"
    detail = "The run has ended."


class RunNotFinishedError(ServiceError):
    """The run has not ended, so there is nothing to evaluate yet."""

    slug = "run_not_finished"
    detail = "The run has not ended; wait for its end."


class PolicyWithoutChecksError(ServiceError):
    """The run selected no check that the policy of a gate counts."""

    slug = "policy_without_checks"

    def members(self) -> dict[str, int | str]:
        """Return what no check is of."""
        return {"detail": str(self)}


class RunWithoutResultError(ServiceError):
    """The run recorded no findings."""

    slug = "run_without_result"


class RunsNotComparableError(ServiceError):
    """Two runs have no integration in common."""

    slug = "runs_not_comparable"
    detail = "The runs are of different integrations."


class SessionNotFoundError(ServiceError):
    """The request was not made with a session."""

    slug = "session_not_found"


class WebhookNotFoundError(ServiceError):
    """The tenant has no such webhook."""

    slug = "webhook_not_found"


class DeliveryNotFoundError(ServiceError):
    """The webhook has no such delivery."""

    slug = "delivery_not_found"


class TooManyWebhooksError(ServiceError):
    """The tenant has as many webhooks as it may."""

    slug = "too_many_webhooks"


class TrustNotFoundError(ServiceError):
    """The tenant has no such trust."""

    slug = "trust_not_found"


class TrustOpenError(ServiceError):
    """The conditions of a trust let strangers in."""

    slug = "trust_open_to_strangers"

    def members(self) -> dict[str, int | str]:
        """Return what is missing."""
        return {"detail": str(self), "member": "conditions"}


class ScopesNotHeldError(ServiceError):
    """A trust or a token would grant more than the token that writes it may do."""

    slug = "invalid_scopes"

    def __init__(self, scopes: Iterable[str]) -> None:
        listed = ", ".join(f"`{scope}`" for scope in sorted(scopes))
        super().__init__(
            f"A token can only let others do what it may do itself; it lacks {listed}."
        )

    def members(self) -> dict[str, int | str]:
        """Return which scopes the token lacks."""
        return {"detail": str(self), "member": "scopes"}


class NetworksNotHeldError(ServiceError):
    """A token would be accepted from more networks than the token that makes it."""

    slug = "invalid_cidrs"

    def __init__(self, networks: Iterable[str]) -> None:
        listed = ", ".join(f"`{network}`" for network in networks)
        super().__init__(
            "A token that is limited to networks can only make tokens for networks within them: "
            f"{listed}."
        )

    def members(self) -> dict[str, int | str]:
        """Return which networks are not within those of the token."""
        return {"detail": str(self), "member": "cidrs"}


class TooManyTokensError(ServiceError):
    """The tenant has as many valid tokens as it may."""

    slug = "too_many_tokens"


class TooManyTrustsError(ServiceError):
    """The tenant has as many trusts as it may."""

    slug = "too_many_trusts"


class TooManyListenersError(ServiceError):
    """The process has as many listeners as it may have."""

    slug = "too_many_listeners"


class IdempotencyKeyReusedError(ServiceError):
    """The key was used before, for a different request."""

    slug = "idempotency_key_reused"
    detail = "The key was sent before, with another request."
