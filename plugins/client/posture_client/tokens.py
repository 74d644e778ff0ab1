"""Tokens: who may use the API, with which scopes, from where, and until when."""

from __future__ import annotations

from posture_client.calls import Calls, path_of

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from typing import Unpack, cast

    from posture_client import models
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class TokenCalls(Calls):
    """The operations on tokens."""

    def list_tokens(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.TokenPage:
        """List tokens, newest first, without their clear text."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.TokenPage", self._get("/tokens", query))

    def create_token(self, **body: Unpack[models.TokenRequest]) -> models.CreatedToken:
        """Create a token; its clear text is in this response alone.

        After a lost response it is not tried again: the server may have made a token whose clear
        text no program knows. `list_tokens` shows it.
        """
        created = self._change("POST", "/tokens", body, repeatable=False)
        return cast("models.CreatedToken", created)

    def get_token(self, token_id: str) -> models.Token:
        """Read one token."""
        return cast("models.Token", self._get(path_of("/tokens/{}", token_id)))

    def revoke_token(self, token_id: str, *, if_match: str | None = None) -> None:
        """Revoke a token at once."""
        self._change("DELETE", path_of("/tokens/{}", token_id), if_match=if_match)
