"""Assets of the databases that RDS's API lists for other services: DocumentDB and Neptune."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

# Their ARNs have RDS's form: only the engine of a cluster tells whose it is.
CLUSTER = ArnShape("rds", "cluster:")


class DocDbCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster of Amazon DocumentDB.

    Attributes:
        encrypted: whether its data is encrypted on disks.
        backup_days: how many days its backups are kept.
        deletion_protection: whether it cannot be deleted by mistake.
        audit_logged: whether its audit log is exported.
        tls: the value of the parameter `tls`.
    """

    service = "docdb"
    family = Family.DATABASE
    arn = CLUSTER

    encrypted: bool
    backup_days: int
    deletion_protection: bool
    audit_logged: bool
    tls: Fact[str]


class NeptuneCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster of Amazon Neptune.

    Attributes:
        encrypted: whether its data is encrypted on disks.
        backup_days: how many days its backups are kept.
        deletion_protection: whether it cannot be deleted by mistake.
        audit_logged: whether its audit log is exported.
        iam_authentication: whether its clients sign in by IAM.
        copy_tags: whether its tags are copied to its snapshots.
    """

    service = "neptune"
    family = Family.DATABASE
    arn = CLUSTER

    encrypted: bool
    backup_days: int
    deletion_protection: bool
    audit_logged: bool
    iam_authentication: bool
    copy_tags: bool
