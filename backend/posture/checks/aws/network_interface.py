"""Checks of network interfaces and Elastic IP addresses of Amazon EC2."""

from posture.domain.aws.assets.network_interface import ElasticIp, NetworkInterface
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.LOW,
    finding_title="Network interface is not attached to anything",
    remediation="Delete the interface.",
    cli="aws ec2 delete-network-interface --network-interface-id INTERFACE",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
)
def aws_ec2_network_interface_attached(interface: NetworkInterface) -> Verdict:
    """Network interface is attached to something.

    A forgotten interface keeps its address, its security groups and perhaps a DNS name, for anyone
    who attaches it next.
    """
    if interface.requester_managed:
        return not_applicable("An AWS service manages the interface.")
    return passed() if interface.attached else failed("The interface is not attached.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Network interface has its source/destination check off",
    remediation="Enable the check, except on instances that are meant to route.",
    cli="""
        aws ec2 modify-network-interface-attribute --network-interface-id INTERFACE \\
          --source-dest-check
    """,
    terraform="""
        resource "aws_network_interface" "this" {
          source_dest_check = true
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-180",
)
def aws_ec2_network_interface_source_checked(interface: NetworkInterface) -> Verdict:
    """Network interface has its source/destination check on.

    Without the check an instance can forward traffic of others, and send from addresses that are
    not its own.
    """
    if interface.requester_managed:
        return not_applicable("An AWS service manages the interface.")
    if interface.source_dest_check:
        return passed()
    return failed("The source/destination check is off.")


@check(
    severity=Severity.LOW,
    finding_title="Elastic IP address is not associated with anything",
    remediation="Release the address.",
    cli="aws ec2 release-address --allocation-id ADDRESS",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-12",
)
def aws_ec2_elastic_ip_associated(address: ElasticIp) -> Verdict:
    """Elastic IP address is associated with something.

    An idle address costs money, and DNS names and allow lists may still point to it.
    """
    return passed() if address.associated else failed(f"{address.public_ip} is not associated.")
