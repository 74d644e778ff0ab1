"""Sign-in: people sign in to the console with an identity provider.

A sign-in is bound to its browser by a sealed cookie, from which its state, nonce and PKCE verifier
are derived: the server keeps nothing until a person has signed in. The rules decide who may.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any, Final

import msgspec
import structlog

from posture.domain.people import Rule, name_of, rules_of
from posture.identity.code_flow import Attempt, CodeFlow
from posture.identity.errors import IdentityError, IssuerError, RefusedError
from posture.identity.presented import Presented
from posture.services import audit, sessions
from posture.services.audit import Actor, AuditEntry
from posture.services.refusal_limit import RefusalLimit
from posture.services.sessions import SignedIn
from posture.services.tokens import SCOPES, hash_of, minted_row
from posture.settings import Settings
from posture.store import people, tenants, trusts
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import TenantRow, TokenRow

__all__ = ["Answer", "IdentityError", "IssuerError", "Let", "SignIn", "rules"]

REFUSED_ACTION: Final = "session.refused"
SECRET_BYTES: Final = 32
LONGEST_DETAIL: Final = 200
# Expired rows that each sign-in takes along.
FORGOTTEN: Final = 20

log = structlog.get_logger()


class Begun(msgspec.Struct, frozen=True):
    """A sign-in that a browser has begun: its secret, when, and the page to go to after it."""

    secret: str
    at: int
    page: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser brings back from the provider."""

    state: str | None = None
    code: str | None = None
    issuer: str | None = None
    error: str | None = None


class Let(msgspec.Struct, frozen=True):
    """A person who has signed in, and the page to go to."""

    signed_in: SignedIn
    page: str


def rules(settings: Settings) -> tuple[Rule, ...]:
    """Return the rules of the settings; `ValueError` says what is wrong with them."""
    return rules_of(settings.oidc_rules, issuer=settings.oidc_issuer, scopes=SCOPES)


class SignIn:
    """Signs in people that a rule matches, for one process."""

    def __init__(
        self, store: Store, settings: Settings, flow: CodeFlow, allowed: Sequence[Rule]
    ) -> None:
        self._store = store
        self._settings = settings
        self._flow = flow
        self._rules = allowed
        self._key = digest(settings.oidc_client_secret.encode(), b"posture sign-in", "sha256")
        self._refusals = RefusalLimit(settings.oidc_refusals_audited, now=store.now)

    async def begin(self, page: str) -> tuple[str, str]:
        """Return where to send a browser, and the cookie that binds the sign-in to it.

        Raises:
            IssuerError: the provider cannot be read now.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        begun = Begun(secret, self._store.now(), page)
        return await self._flow.authorization_url(_attempt(begun)), self._sealed(begun)

    async def finish(
        self, cookies: Sequence[str], answer: Answer, *, ip: str | None, request_id: str
    ) -> Let:
        """Sign in the person that the provider names.

        Args:
            cookies: those of the sign-in that the browser sent.
            answer: what the browser brought back.
            ip: the browser's address.
            request_id: of the request.

        Raises:
            IssuerError: the provider cannot be read now.
            IdentityError: the person is refused, or the sign-in is not this browser's.
        """
        token: Presented | None = None
        try:
            begun = self._begun(cookies, answer)
            token = await self._identified(begun, answer)
            rule = next((one for one in self._rules if one.matches(token.claims)), None)
            if rule is None:
                raise RefusedError("rule", "No rule matches.")
            tenant = await self._tenant(rule)
            return Let(await self._let_in(token, rule, tenant, ip, request_id), begun.page)
        except IdentityError as error:
            log.info("sign_in.refused", reason=error.reason)
            if not isinstance(error, IssuerError) and self._refusals.take():
                await audit.record(self._store, _refusal(error, token, ip, request_id))
            raise

    def page_of(self, cookies: Sequence[str]) -> str | None:
        """Return the page to which a sign-in was to lead; None if the browser has begun none."""
        begun = self._opened(cookies[0]) if len(cookies) == 1 else None
        return begun.page if begun else None

    async def _identified(self, begun: Begun, answer: Answer) -> Presented:
        await self._flow.require_own_answer(answer.issuer)
        if answer.error is not None or not answer.code:
            raise RefusedError("provider", f"The provider says: {answer.error or 'no code'}.")
        settings = self._settings
        return await self._flow.redeem(
            answer.code,
            _attempt(begun),
            now=self._store.now() / 1_000,
            leeway_seconds=settings.identity_leeway_seconds,
            limit_bytes=settings.identity_token_bytes,
        )

    async def _tenant(self, rule: Rule) -> TenantRow:
        found = await self._store.read(
            lambda connection: tenants.find_tenant(connection, rule.tenant), tenant_id=EVERY_TENANT
        )
        if found is None:
            raise RefusedError("tenant", "The rule names a tenant that does not exist.")
        return found

    async def _let_in(
        self, token: Presented, rule: Rule, tenant: TenantRow, ip: str | None, request_id: str
    ) -> SignedIn:
        settings, at = self._settings, self._store.now()
        person = f"{token.issuer} {token.subject}"
        name = name_of(token.claims, token.subject)
        until = at + settings.oidc_session_seconds * 1_000
        used_until = int((token.expires_at + settings.identity_leeway_seconds) * 1_000) + 1

        def write(connection: Connection) -> SignedIn:
            trusts.forget_used(connection, tenant_id=tenant.id, before=at, limit=FORGOTTEN)
            if not trusts.use(
                connection, tenant_id=tenant.id, key=token.key, most=1, expires_at=used_until
            ):
                raise RefusedError("used", "The ID token was used before.")
            row = _person(connection, tenant.id, person, name, rule, at=at, until=until)
            by = Actor(
                token_id=row.id, named=f"{row.id} person {person}", ip=ip, request_id=request_id
            )
            return sessions.begin(
                connection,
                settings,
                tenant_id=tenant.id,
                token_id=row.id,
                seconds=settings.oidc_session_seconds,
                by=by,
                at=at,
                details={
                    "issuer": token.issuer,
                    "subject": token.subject,
                    "name": name,
                    "scopes": sorted(rule.scopes),
                },
            )

        try:
            return await self._store.write(write, tenant_id=tenant.id)
        except DuplicateError:
            raise RefusedError("used", "The ID token was used before.") from None

    def _begun(self, cookies: Sequence[str], answer: Answer) -> Begun:
        """Return the sign-in that this browser has begun, if the answer belongs to it."""
        begun = self._opened(cookies[0]) if len(cookies) == 1 else None
        if begun is None:
            raise IdentityError("cookie", "The browser has begun no sign-in.")
        if self._store.now() - begun.at >= self._settings.oidc_sign_in_seconds * 1_000:
            raise IdentityError("too_late", "The sign-in has taken too long.")
        if not compare_digest((answer.state or "").encode(), _attempt(begun).state.encode()):
            raise IdentityError("state", "The answer belongs to another sign-in.")
        return begun

    def _sealed(self, begun: Begun) -> str:
        content = msgspec.json.encode(begun)
        return f"{_text(content)}.{_text(digest(self._key, content, 'sha256'))}"

    def _opened(self, cookie: str) -> Begun | None:
        text, _, seal = cookie.partition(".")
        try:
            content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if not compare_digest(_text(digest(self._key, content, "sha256")), seal):
                return None
            return msgspec.json.decode(content, type=Begun)
        except (ValueError, TypeError):  # not in base64, not in ASCII, of another version
            return None


def _person(  # one row
    connection: Connection,
    tenant_id: str,
    person: str,
    name: str,
    rule: Rule,
    *,
    at: int,
    until: int,
) -> TokenRow:
    """Return the token of a person, with what the rule grants now."""
    scopes = " ".join(dict.fromkeys(rule.scopes))
    found = people.find(connection, tenant_id=tenant_id, person=person)
    if found is not None:
        row = msgspec.structs.replace(found, name=name, scopes=scopes, expires_at=until)
        people.renew(connection, row)
        return row
    minted, row = minted_row(
        tenant_id=tenant_id,
        name=name,
        scopes=scopes.split(),
        created_at=at,
        expires_at=until,
        person=person,
    )
    # Its clear text is forgotten here: no header can carry it.
    tenants.add_token(connection, row, token_hash=hash_of(minted.clear_text))
    return row


def _attempt(begun: Begun) -> Attempt:
    def derived(purpose: bytes) -> str:
        return _text(digest(begun.secret.encode(), purpose, sha256))

    return Attempt(state=derived(b"state"), nonce=derived(b"nonce"), verifier=derived(b"verifier"))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _refusal(
    error: IdentityError, token: Presented | None, ip: str | None, request_id: str
) -> AuditEntry:
    after: dict[str, Any] = {"reason": error.reason, "detail": str(error)[:LONGEST_DETAIL]}
    if token is not None:
        after |= _named(token)
    return AuditEntry(
        tenant_id=None,
        token_id=None,
        actor_ip=ip,
        action=REFUSED_ACTION,
        target_kind="session",
        target_id=None,
        after=after,
        result="failure",
        request_id=request_id,
    )


def _named(token: Presented) -> Mapping[str, str]:
    """Return the person that a verified token names."""
    return {
        "issuer": token.issuer,
        "subject": token.subject,
        "name": name_of(token.claims, token.subject),
    }
