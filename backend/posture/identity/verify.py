"""Verification: a token is what its issuer signed, and for whom it signed it.

`joserfc` checks the signature: its keys have a type, so none can be taken for another kind, and it
verifies with one algorithm that it is called with.
"""

from posture.identity.errors import RefusedError
from posture.identity.keys import IssuerKeys, Key
from posture.identity.presented import Presented


async def verify(
    token: Presented, keys: IssuerKeys, *, issuer: str, audience: str, tenant_id: str
) -> None:
    """Check that the issuer of a trust signed a token, for the audience of the trust.

    Raises:
        IssuerError: the issuer's keys cannot be read now.
        RefusedError: it is of another issuer, for another audience, or not signed by its key.
    """
    if token.issuer != issuer:
        raise RefusedError("issuer")
    if token.audience != audience:
        raise RefusedError("audience")
    candidates = await keys.candidates(
        issuer, key_id=token.key_id, algorithm=token.algorithm, tenant_id=tenant_id
    )
    if not any(_is_signed(token, key) for key in candidates):
        raise RefusedError("signature")


def _is_signed(token: Presented, key: Key) -> bool:
    from joserfc import jwk, jws  # noqa: PLC0415  # 100 ms of imports that a process without trusts spares
    from joserfc.errors import JoseError  # noqa: PLC0415  # as above

    registry = jws.JWSRegistry(algorithms=[token.algorithm], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = len(token.text)
    registry.max_signature_length = len(token.text)
    try:
        jws.deserialize_compact(token.text, jwk.import_key({**key.jwk}), registry=registry)
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return True
