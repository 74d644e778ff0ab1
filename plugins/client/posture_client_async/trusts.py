# Generated from posture_client/trusts.py by generate_async.py: do not edit.
"""Trusts: whose jobs get tokens, and the exchange of a job's identity for one."""

from __future__ import annotations

from posture_client_async.calls import BASE, Calls, path_of

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from typing import Unpack, cast

    from posture_client import models
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class TrustCalls(Calls):
    """The operations on trusts, and the token exchange."""

    async def list_trusts(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.TrustPage:
        """List trusts, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.TrustPage", await self._get("/trusts", query))

    async def create_trust(
        self,
        *,
        idempotency_key: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.TrustRequest],
    ) -> models.Trust:
        """Let jobs with certain claims get tokens."""
        return cast(
            "models.Trust",
            await self._create("/trusts", body, key=idempotency_key, validate_only=validate_only),
        )

    async def get_trust(self, trust_id: str) -> models.Trust:
        """Read one trust."""
        return cast("models.Trust", await self._get(path_of("/trusts/{}", trust_id)))

    async def update_trust(
        self,
        trust_id: str,
        *,
        if_match: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.TrustUpdate],
    ) -> models.Trust:
        """Change the given members of a trust, and end the tokens that were made by it."""
        changed = await self._change(
            "PATCH",
            path_of("/trusts/{}", trust_id),
            body,
            if_match=if_match,
            validate_only=validate_only,
        )
        return cast("models.Trust", changed)

    async def delete_trust(self, trust_id: str, *, if_match: str | None = None) -> None:
        """Delete a trust, and end the tokens that were made by it."""
        await self._change("DELETE", path_of("/trusts/{}", trust_id), if_match=if_match)

    async def exchange_token(
        self, **body: Unpack[models.TokenExchangeRequest]
    ) -> models.ExchangedToken:
        """Exchange the identity of a job for a token."""
        response = await self._transport.send(
            "POST", f"{BASE}/token-exchange", form=cast("dict[str, str]", body)
        )
        return cast("models.ExchangedToken", response.body)
