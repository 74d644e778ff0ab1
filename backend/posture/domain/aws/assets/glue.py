"""Assets of AWS Glue: the data catalog of a region, connections, jobs and crawlers."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class GlueCatalog(AwsAsset, frozen=True, kw_only=True):
    """The data catalog of a region that has databases.

    Attributes:
        encrypted: whether its metadata is encrypted with KMS.
        passwords_encrypted: whether passwords of connections are encrypted with KMS.
        policy: None if only its own account may use it.
    """

    service = "glue"
    family = Family.DATABASE
    arn = ArnShape("glue", "catalog")

    encrypted: Fact[bool]
    passwords_encrypted: Fact[bool]
    policy: Fact[Policy | None]


class GlueConnection(AwsAsset, frozen=True, kw_only=True):
    """A connection to a database or a message broker; its password is never read.

    Attributes:
        tls_required: None if its type has no such setting.
        password_kept: whether it keeps a password itself, not in Secrets Manager.
    """

    service = "glue"
    family = Family.NETWORK
    arn = ArnShape("glue", "connection/")

    tls_required: bool | None
    password_kept: bool


class GlueProgram(AwsAsset, frozen=True, kw_only=True):
    """A job or a crawler.

    Attributes:
        plain_outputs: what its security configuration does not encrypt: `S3`, `logs`, `bookmarks`;
            all of these without one.
    """

    service = "glue"
    family = Family.STORAGE

    plain_outputs: Fact[tuple[str, ...]]


class GlueJob(GlueProgram, frozen=True, kw_only=True):
    """A job.

    Attributes:
        secrets: places of secrets in its arguments.
        spark_version: the version of Glue of a Spark job; None for other jobs.
    """

    arn = ArnShape("glue", "job/")

    secrets: tuple[str, ...]
    spark_version: str | None


class GlueCrawler(GlueProgram, frozen=True, kw_only=True):
    """A crawler."""

    arn = ArnShape("glue", "crawler/")
