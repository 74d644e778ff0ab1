"""Cases of Cognito's checks."""

from posture.domain.aws.assets.cognito import IdentityPool, PoolClient, UserPool
from posture.domain.evidence import Fact
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)


def client(
    *,
    implicit: bool = False,
    password: bool = False,
    hides: bool = True,
    revocable: Fact[bool] = True,
) -> Facts:
    one = PoolClient(
        name="web",
        implicit_grant=implicit,
        password_flow=password,
        hides_users=hides,
        revocable=revocable,
    )
    return {"clients": (one,)}


COMPLIANT: Compliant = {
    UserPool: {
        "mfa": "ON",
        "weak_password": (),
        "threats": "ENFORCED",
        "deletion_protection": True,
        "self_registration": False,
        **client(),
    },
    IdentityPool: {"guests": False, "classic_flow": False},
}
POOLS: list[Row] = [
    ("user_pool_mfa_enabled", {"mfa": "OFF"}, FAIL),
    ("user_pool_mfa_enabled", {"mfa": "OPTIONAL"}, FAIL),
    ("user_pool_mfa_enabled", {"mfa": DENIED}, UNKNOWN),
    ("user_pool_password_policy_strong", {"weak_password": ("symbols",)}, FAIL),
    ("user_pool_threats_stopped", {"threats": "AUDIT"}, FAIL),
    ("user_pool_deletion_protection_enabled", {"deletion_protection": False}, FAIL),
    ("user_pool_self_registration_refused", {"self_registration": True}, FAIL),
    ("user_pool_clients_implicit_grant_refused", client(implicit=True), FAIL),
    ("user_pool_clients_passwords_not_sent", client(password=True), FAIL),
    ("user_pool_clients_user_existence_hidden", client(hides=False), FAIL),
    ("user_pool_clients_tokens_revocable", client(revocable=False), FAIL),
    ("user_pool_clients_tokens_revocable", client(revocable=DENIED), UNKNOWN),
    ("user_pool_clients_tokens_revocable", {"clients": ()}, NOT_APPLICABLE),
    ("identity_pool_guests_refused", {"guests": True}, FAIL),
    ("identity_pool_enhanced_flow_only", {"classic_flow": True}, FAIL),
]
CASES = rows("aws_cognito", POOLS)
