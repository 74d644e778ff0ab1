"""Assets of Amazon S3."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact

EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"
ANY_AWS_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"


class PublicAccessBlock(Struct, frozen=True):
    """The four Block Public Access settings of a bucket, an access point or an account."""

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False

    def __or__(self, other: "PublicAccessBlock") -> "PublicAccessBlock":
        return PublicAccessBlock(
            self.block_public_acls or other.block_public_acls,
            self.ignore_public_acls or other.ignore_public_acls,
            self.block_public_policy or other.block_public_policy,
            self.restrict_public_buckets or other.restrict_public_buckets,
        )

    def off(self) -> tuple[str, ...]:
        """Return the names of the settings that are off, as AWS writes them."""
        named = {
            "BlockPublicAcls": self.block_public_acls,
            "IgnorePublicAcls": self.ignore_public_acls,
            "BlockPublicPolicy": self.block_public_policy,
            "RestrictPublicBuckets": self.restrict_public_buckets,
        }
        return tuple(name for name, on in named.items() if not on)


class Grant(Struct, frozen=True):
    """One entry of an access control list: a grantee's URI or id, and a permission."""

    grantee: str
    permission: str

    @property
    def public(self) -> bool:
        """Return whether the grantee is everyone, or every AWS account."""
        return self.grantee in {EVERYONE, ANY_AWS_ACCOUNT}


class Encryption(Struct, frozen=True):
    """How new objects are encrypted unless their request says otherwise.

    Attributes:
        algorithm: `AES256`, `aws:kms` or `aws:kms:dsse`.
        sse_c_blocked: whether requests with customer-provided keys are rejected.
    """

    algorithm: str
    sse_c_blocked: bool


class Replica(Struct, frozen=True):
    """The destination of an enabled replication rule.

    Attributes:
        bucket: name of the destination.
        region: unread if the destination belongs to another account.
        partial: whether only objects with some prefixes or tags are replicated there.
        with_kms: whether objects that a KMS key encrypts are replicated as well.
    """

    bucket: str
    region: Fact[str]
    partial: bool = False
    with_kms: bool = False


class S3(AwsAsset, frozen=True, kw_only=True):
    """The common attributes of all assets of Amazon S3."""

    service = "s3"
    family = Family.STORAGE


class S3Bucket(S3, frozen=True, kw_only=True):
    """A general purpose bucket.

    Attributes:
        lifecycle: whether a lifecycle rule is enabled.
        notified: types of the targets of its events, as AWS writes them.
        replicas: destinations of the enabled replication rules.
    """

    arn = ArnShape("s3", "")

    account_id: str
    public_access_block: Fact[PublicAccessBlock]
    account_public_access_block: Fact[PublicAccessBlock]
    policy: Fact[Policy | None]
    grants: Fact[tuple[Grant, ...]]
    object_ownership: Fact[str | None]
    encryption: Fact[Encryption | None]
    versioning: Fact[bool]
    mfa_delete: Fact[bool]
    logging_target: Fact[str | None]
    lifecycle: Fact[bool]
    object_lock: Fact[bool]
    notified: Fact[tuple[str, ...]]
    replicas: Fact[tuple[Replica, ...]]


class S3Account(S3, frozen=True, kw_only=True):
    """The S3 settings of an account, which apply to all its buckets."""

    arn = ArnShape("s3", "account")

    public_access_block: Fact[PublicAccessBlock]


class S3AccessPoint(S3, frozen=True, kw_only=True):
    """An access point of a bucket."""

    arn = ArnShape("s3", "accesspoint/")

    bucket: Fact[str]
    public_access_block: Fact[PublicAccessBlock]


class S3MultiRegionAccessPoint(S3, frozen=True, kw_only=True):
    """A Multi-Region Access Point."""

    arn = ArnShape("s3", "accesspoint/")

    public_access_block: PublicAccessBlock


class S3PredictableName(S3, frozen=True, kw_only=True):
    """A bucket name that an AWS service would use for this account in the region.

    Attributes:
        of_service: the service that would use the bucket.
        own: whether the bucket with that name belongs to the account.
    """

    arn = ArnShape("s3", "")

    of_service: str
    own: bool
