"""Assets of Amazon SES: identities from which messages are sent."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class EmailIdentity(AwsAsset, frozen=True, kw_only=True):
    """A domain or an address from which messages are sent.

    Attributes:
        is_domain: whether it is a domain.
        signed: whether messages are signed with DKIM; unread while its DNS records are not seen.
        policies: who else may send from it, by name.
    """

    service = "ses"
    family = Family.IAM
    arn = ArnShape("ses", "identity/")

    is_domain: bool
    signed: Fact[bool]
    policies: Fact[tuple[Policy, ...]]


class EmailConfigurationSet(AwsAsset, frozen=True, kw_only=True):
    """Rules for messages that are sent with it.

    Attributes:
        tls_required: whether messages are delivered over TLS only.
    """

    service = "ses"
    family = Family.NETWORK
    arn = ArnShape("ses", "configuration-set/")

    tls_required: Fact[bool]
