"""Checks of Amazon EMR: clusters that the internet reaches, and the encryption of their data."""

from posture.domain.asset import Family
from posture.domain.aws.assets.emr import EmrCluster, EmrRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/emr/latest/ManagementGuide"
# EMR itself lets this port be open unless it is told otherwise.
SSH = "22"
CONFIGURE = """
    aws emr create-security-configuration --name NAME \\
      --security-configuration file://encryption.json
"""


@check(
    severity=Severity.HIGH,
    finding_title="EMR starts clusters that are open to the internet",
    remediation="Block public access to clusters, with port 22 as the only exception.",
    cli="""
        aws emr put-block-public-access-configuration --block-public-access-configuration \\
          BlockPublicSecurityGroupRules=true,PermittedPublicSecurityGroupRuleRanges=[]
    """,
    terraform="""
        resource "aws_emr_block_public_access_configuration" "this" {
          block_public_security_group_rules = true
        }
    """,
    reference=f"{DOCS}/emr-block-public-access.html",
)
def aws_emr_region_public_access_blocked(region: EmrRegion) -> Verdict:
    """EMR starts no cluster whose security groups are open to the internet.

    Interfaces of Hadoop and Spark run what they are sent, with the role of the cluster.
    """
    block = known(region.block)
    if not block.enabled:
        return failed("The block is off.")
    if others := [one for one in block.open_ports if one != SSH]:
        return failed(f"Excepted ports: {', '.join(others)}.")
    return passed("Port 22 is excepted.") if block.open_ports else passed()


@check(
    severity=Severity.HIGH,
    finding_title="EMR cluster runs in a public subnet",
    remediation="Start the cluster in private subnets, with VPC endpoints or a NAT gateway.",
    terraform="""
        resource "aws_emr_cluster" "this" {
          ec2_attributes {
            subnet_id = aws_subnet.private.id
          }
        }
    """,
    reference=f"{DOCS}/emr-clusters-in-a-vpc.html",
    family=Family.NETWORK,
)
def aws_emr_cluster_in_private_subnets(cluster: EmrCluster) -> Verdict:
    """EMR cluster runs in private subnets.

    In a public subnet, each rule of its security groups is one mistake away from the internet.
    """
    found = known(cluster.public_subnets)
    return failed(f"Public: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EMR cluster does not encrypt its data at rest",
    remediation="Start the cluster with a security configuration that encrypts local disks.",
    cli=CONFIGURE,
    terraform="""
        resource "aws_emr_cluster" "this" {
          security_configuration = aws_emr_security_configuration.encrypted.name
        }
    """,
    reference=f"{DOCS}/emr-create-security-configuration.html",
    family=Family.STORAGE,
)
def aws_emr_cluster_encrypted(cluster: EmrCluster) -> Verdict:
    """EMR cluster encrypts its data at rest.

    Copies of whole data sets stay on local disks while it runs.
    """
    return passed() if known(cluster.encrypted) else failed("Local disks are not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EMR cluster does not encrypt data between its nodes",
    remediation="Start the cluster with a security configuration that encrypts data in transit.",
    cli=CONFIGURE,
    terraform="""
        resource "aws_emr_cluster" "this" {
          security_configuration = aws_emr_security_configuration.encrypted.name
        }
    """,
    reference=f"{DOCS}/emr-data-encryption-options.html",
    family=Family.NETWORK,
)
def aws_emr_cluster_traffic_encrypted(cluster: EmrCluster) -> Verdict:
    """EMR cluster encrypts data between its nodes.

    Jobs exchange most of their data over the network.
    """
    return passed() if known(cluster.tls) else failed("Encryption in transit is off.")
