"""Asset of AWS Organizations: the organization of an account, as the account sees it."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class ControlPolicies(Struct, frozen=True, kw_only=True):
    """The service control policies of an organization.

    Attributes:
        enabled: whether its root has them on.
        attached: name of a policy of its own that is attached; None if AWS's alone are.
    """

    enabled: bool
    attached: str | None


class Delegate(Struct, frozen=True, kw_only=True):
    """An account that administers services for the organization, and its state."""

    account_id: str
    state: str


class ManagedBy(Struct, frozen=True):
    """Instead of a fact that the management account alone can read: that account's id."""

    account_id: str


class Organization(AwsAsset, frozen=True, kw_only=True):
    """The organization of an account; its facts are None if the account is in none.

    Attributes:
        control_policies: what its accounts can be forbidden.
        delegates: the accounts that administer services in place of the management account.
        training: services of AI that may learn from the account's content; empty if none may.
    """

    service = "organizations"
    family = Family.IAM
    arn = ArnShape("organizations", "organization")

    control_policies: Fact[ControlPolicies | ManagedBy | None]
    delegates: Fact[tuple[Delegate, ...] | ManagedBy | None]
    training: Fact[tuple[str, ...] | None]
