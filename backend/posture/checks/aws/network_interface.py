"""Rules about network interfaces and Elastic IP addresses of Amazon EC2."""

from posture.domain.aws.assets.network_interface import ElasticIp, NetworkInterface
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.LOW,
    remediation="Delete the interface.",
    cli="aws ec2 delete-network-interface --network-interface-id INTERFACE",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
)
def aws_ec2_network_interface_attached(interface: NetworkInterface) -> Verdict:
    """Network interface is attached to something.

    A forgotten one keeps its address, its groups and perhaps a name, for whoever attaches it next.
    """
    if interface.requester_managed:
        return not_applicable("An AWS service looks after it.")
    return passed() if interface.attached else failed("Attached to nothing.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn the check on, except for machines that are meant to route.",
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
    """Network interface takes only what is sent from or to itself.

    Without the check a machine can forward for others, and send under addresses that are not its.
    """
    if interface.requester_managed:
        return not_applicable("An AWS service looks after it.")
    if interface.source_dest_check:
        return passed()
    return failed("The source/destination check is off.")


@check(
    severity=Severity.LOW,
    remediation="Give the address back.",
    cli="aws ec2 release-address --allocation-id ADDRESS",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-12",
)
def aws_ec2_elastic_ip_associated(address: ElasticIp) -> Verdict:
    """Elastic IP address is associated with something.

    An idle address costs money, and names and allow lists that still point to it wait to be
    inherited.
    """
    return passed() if address.associated else failed(f"{address.public_ip} is idle.")
