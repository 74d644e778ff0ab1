"""Checks of what Amazon Redshift shares with other accounts: snapshots and data."""

from posture.domain.asset import Family
from posture.domain.aws.assets.redshift import RedshiftDataShare, RedshiftSnapshot
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/redshift/latest"


@check(
    severity=Severity.HIGH,
    finding_title="Redshift snapshot can be restored by another account",
    remediation="Revoke the access, or accept the finding if the account is trusted.",
    cli="""
        aws redshift revoke-snapshot-access --snapshot-identifier SNAPSHOT \\
          --account-with-restore-access ACCOUNT
    """,
    reference=f"{DOCS}/mgmt/working-with-snapshots.html",
    family=Family.IAM,
)
def aws_redshift_snapshot_not_shared(snapshot: RedshiftSnapshot) -> Verdict:
    """Redshift snapshot can be restored by its own account only.

    Who restores it has all data of the cluster, outside of every control of its owner.
    """
    if not snapshot.shared_with:
        return passed()
    return failed(f"Shared with {', '.join(snapshot.shared_with)}.")


@check(
    severity=Severity.HIGH,
    finding_title="Redshift data share allows clusters with public addresses",
    remediation="Allow consumers without public addresses only.",
    cli="""
        aws redshift-data execute-statement --cluster-identifier CLUSTER --database DATABASE \\
          --sql 'ALTER DATASHARE share SET PUBLICACCESSIBLE FALSE'
    """,
    reference=f"{DOCS}/dg/r_ALTER_DATASHARE.html",
    family=Family.NETWORK,
)
def aws_redshift_data_share_public_clusters_refused(share: RedshiftDataShare) -> Verdict:
    """Redshift data share refuses clusters with public addresses.

    The data is otherwise as reachable as the least protected cluster that uses it.
    """
    if share.public_clusters:
        return failed("Clusters with public addresses can use it.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift data share is used by another account",
    remediation="Take the authorization back, or accept the finding if the account is trusted.",
    cli="""
        aws redshift deauthorize-data-share --data-share-arn ARN --consumer-identifier ACCOUNT
    """,
    reference=f"{DOCS}/dg/manage-cross-account-datashare.html",
    family=Family.IAM,
)
def aws_redshift_data_share_consumers_of_own_account(share: RedshiftDataShare) -> Verdict:
    """Redshift data share is for consumers of its own account only.

    An account that once needed the data keeps live access to it until someone takes it back.
    """
    if not share.foreign_consumers:
        return passed()
    return failed(f"Other accounts: {', '.join(share.foreign_consumers)}.")
