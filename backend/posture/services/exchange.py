"""Token exchange: a job's identity becomes a token of a tenant, for minutes, under a trust.

The caller is anonymous until the identity is verified, and learns nothing about trusts and tenants
from a refusal. The reason is in the audit log of the trust's tenant.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from posture.domain.moment import rendered
from posture.domain.workload import unmet
from posture.identity.errors import IdentityError, IssuerError, MalformedError, RefusedError
from posture.identity.keys import IssuerKeys
from posture.identity.presented import Presented, parse, require_current
from posture.identity.verify import verify
from posture.services import audit
from posture.services.audit import AuditEntry
from posture.services.refusal_limit import RefusalLimit
from posture.services.tokens import Caller, hash_of, minted_row
from posture.services.trusts import AUDIENCE_PREFIX
from posture.settings import Settings
from posture.store import tenants, trusts
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import TokenRow
from posture.store.trusts import TRUSTS, TrustRow

__all__ = [
    "ExchangeRequest",
    "Exchanged",
    "Exchanger",
    "IdentityError",
    "IssuerError",
    "IssuerKeys",
    "MalformedError",
    "RefusedError",
    "ScopeError",
]

ACTION: Final = "token.exchanged"
REFUSED_ACTION: Final = "token.refused"
UNVERIFIED: Final = frozenset({"issuer", "audience", "unknown_key", "signature"})
# Expired rows that each exchange takes along: the tables stay small without a task of their own.
FORGOTTEN: Final = 20
# Tokens stay visible for a while after they have expired.
KEPT_MS: Final = 86_400_000

log = structlog.get_logger()


class ExchangeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a job sends, and where from.

    `audience` names the trust; None takes the audience of the token, which names it by default.
    `scopes` are those wanted; None takes all of the trust.
    """

    token: str
    audience: str | None
    scopes: Sequence[str] | None
    ip: str | None
    request_id: str


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """A token for the job, its row, and its lifetime."""

    clear_text: str
    row: TokenRow
    lifetime_seconds: int


class ScopeError(RefusedError):
    """The job may get a token, but not with these scopes."""


class Exchanger:
    """Exchanges identities for tokens, for one process."""

    def __init__(self, store: Store, keys: IssuerKeys, settings: Settings) -> None:
        self._store = store
        self._keys = keys
        self._settings = settings
        self._refusals = RefusalLimit(settings.exchange_refusals_audited, now=store.now)

    async def exchange(
        self, request: ExchangeRequest, *, call: Callable[[Caller], AuditEntry]
    ) -> Exchanged:
        """Verify the identity of a job, and make a token for it.

        The token, the use of the identity and the audit rows are one transaction, in which the
        trust is read again: a trust that was changed or deleted meanwhile makes no token.

        Args:
            request: what the job sent.
            call: makes the `api.call` row of the request, of the new token.

        Raises:
            IssuerError: the keys of the issuer cannot be read now; nothing was used up.
            MalformedError: the token is unusable, whatever trust it is for.
            RefusedError: the token is not accepted for the trust, or there is no such trust.
        """
        settings = self._settings
        token = parse(request.token, limit_bytes=settings.identity_token_bytes)
        require_current(
            token,
            now=self._store.now() / 1_000,
            leeway_seconds=settings.identity_leeway_seconds,
            most_seconds=settings.identity_lifetime_seconds,
        )
        trust = await _trust_of(self._store, request.audience or token.audience)
        if trust is None:
            raise RefusedError("trust")
        try:
            await verify(
                token,
                self._keys,
                issuer=trust.issuer,
                audience=trust.audience,
                tenant_id=trust.tenant_id,
            )
            _require_conditions(token, trust)
            return await self._make(token, trust, request, call)
        except IdentityError as error:
            log.info("exchange.refused", trust_id=trust.id, reason=error.reason)
            if self._refusals.take(trust.id):
                await audit.record(self._store, _refusal(token, trust, error, request))
            raise

    async def _make(
        self,
        token: Presented,
        trust: TrustRow,
        request: ExchangeRequest,
        call: Callable[[Caller], AuditEntry],
    ) -> Exchanged:
        store, settings = self._store, self._settings
        scopes = _granted(trust, request.scopes)
        at = store.now()
        lifetime_seconds = min(trust.lifetime_seconds, settings.exchanged_token_seconds)
        minted, row = minted_row(
            tenant_id=trust.tenant_id,
            name=trust.name,
            scopes=scopes,
            created_at=at,
            expires_at=at + lifetime_seconds * 1_000,
            trust_id=trust.id,
            workload=f"{token.issuer} {token.subject}",
            integrations=trust.integrations,
        )
        caller = Caller(
            token_id=row.id,
            tenant_id=row.tenant_id,
            scopes=frozenset(scopes),
            cidrs=(),
            expires_at=row.expires_at,
            revoked_at=None,
            revision=0,
            trust_id=trust.id,
            workload=row.workload,
            integrations=row.integrations,
        )
        used_until = int((token.expires_at + settings.identity_leeway_seconds) * 1_000) + 1

        def make(connection: Connection) -> None:
            current = TRUSTS.get(connection, tenant_id=trust.tenant_id, row_id=trust.id, lock=True)
            if current != trust:
                raise RefusedError("trust_changed")
            trusts.forget(
                connection,
                tenant_id=trust.tenant_id,
                trust_id=trust.id,
                before=at,
                tokens_before=at - KEPT_MS,
                limit=FORGOTTEN,
            )
            if not trusts.use(
                connection,
                tenant_id=trust.tenant_id,
                key=token.key,
                most=trust.max_uses,
                expires_at=used_until,
            ):
                raise RefusedError("used", "The token was exchanged before.")
            tenants.add_token(connection, row, token_hash=hash_of(minted.clear_text))
            audit.append(connection, call(caller), at=at)
            audit.append(connection, _success(token, trust, caller, request), at=at)

        try:
            await store.write(make, tenant_id=trust.tenant_id)
        except DuplicateError:
            raise RefusedError("used", "The token was exchanged before.") from None
        return Exchanged(clear_text=minted.clear_text, row=row, lifetime_seconds=lifetime_seconds)


async def _trust_of(store: Store, audience: str) -> TrustRow | None:
    """Return the trust that an audience names; None if there is none."""
    try:
        trust_id = str(UUID(audience.removeprefix(AUDIENCE_PREFIX)))
    except ValueError:
        return None

    def find(connection: Connection) -> TrustRow | None:
        tenant_id = trusts.tenant_of(connection, trust_id)
        if tenant_id is None:
            return None
        return TRUSTS.get(connection, tenant_id=tenant_id, row_id=trust_id)

    return await store.read_inline(find, tenant_id=EVERY_TENANT)


def _require_conditions(token: Presented, trust: TrustRow) -> None:
    if missed := unmet(trust.conditions, token.claims):
        raise RefusedError("condition", f"The condition for `{missed.claim}` is not met.")


def _granted(trust: TrustRow, wanted: Sequence[str] | None) -> Sequence[str]:
    granted = trust.scopes.split()
    if wanted is None:
        return granted
    if not wanted or not set(wanted) <= set(granted):
        raise ScopeError("scope", "The trust does not grant the scopes that were requested.")
    return [scope for scope in granted if scope in wanted]


def _success(
    token: Presented, trust: TrustRow, caller: Caller, request: ExchangeRequest
) -> AuditEntry:
    after = {
        "token_id": caller.token_id,
        "scopes": sorted(caller.scopes),
        "expires_at": rendered(caller.expires_at or 0),
    }
    return _entry(token, trust, request, after, actor=caller.actor)


def _refusal(
    token: Presented, trust: TrustRow, error: IdentityError, request: ExchangeRequest
) -> AuditEntry:
    after: dict[str, Any] = {"reason": error.reason}
    if str(error) != error.reason:
        after["detail"] = str(error)
    # Before the signature is verified, the claims are what anyone may have written.
    after["verified"] = isinstance(error, RefusedError) and error.reason not in UNVERIFIED
    return _entry(token, trust, request, after, actor=None)


def _entry(
    token: Presented,
    trust: TrustRow,
    request: ExchangeRequest,
    after: dict[str, Any],
    *,
    actor: str | None,
) -> AuditEntry:
    claims = {"issuer": token.issuer, "subject": token.subject, "audience": token.audience}
    return AuditEntry(
        tenant_id=trust.tenant_id,
        token_id=actor,
        actor_ip=request.ip,
        action=REFUSED_ACTION if actor is None else ACTION,
        target_kind="trust",
        target_id=trust.id,
        after=claims | after,
        result="failure" if actor is None else "success",
        request_id=request.request_id,
    )
