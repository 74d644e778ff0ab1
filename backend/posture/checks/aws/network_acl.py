"""Rules about the network ACLs of Amazon VPC."""

from posture.domain.aws.assets.network_acl import NetworkAcl, open_to
from posture.domain.check import Severity, check
from posture.domain.network import Ports
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ACL_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"
ADMIN_DOCS = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21"
SSH = 22
RDP = 3389
EVERYTHING = ("0.0.0.0/0", "::/0")


def _openings(acl: NetworkAcl, protocol: str) -> dict[str, tuple[Ports, ...]]:
    return {one: open_to(acl.entries, one, protocol) for one in EVERYTHING}


def _closed(acl: NetworkAcl, port: int) -> Verdict:
    from_where = [
        everything
        for everything, ranges in _openings(acl, "tcp").items()
        if any(port in one for one in ranges)
    ]
    if from_where:
        return failed(f"tcp/{port} is open to {' and '.join(from_where)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Allow the ports that the subnets serve, and deny the rest.",
    cli="""
        aws ec2 replace-network-acl-entry --network-acl-id ACL --ingress --rule-number 100 \\
          --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow
    """,
    terraform="""
        resource "aws_network_acl_rule" "https" {
          network_acl_id = aws_network_acl.this.id
          rule_number    = 100
          protocol       = "tcp"
          rule_action    = "allow"
          cidr_block     = "0.0.0.0/0"
          from_port      = 443
          to_port        = 443
        }
    """,
    reference=ACL_DOCS,
)
def aws_ec2_network_acl_filters_internet(acl: NetworkAcl) -> Verdict:
    """Network ACL does not let the internet in on every port.

    It is the second wall: it holds when somebody opens a security group by mistake, if it is
    built at all.
    """
    open_to_all = [
        f"{protocol} from {everything}"
        for protocol in ("tcp", "udp")
        for everything, ranges in _openings(acl, protocol).items()
        if any(one.all for one in ranges)
    ]
    if open_to_all:
        return failed(f"Every port is open: {', '.join(open_to_all)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Deny port 22 from everywhere before the entry that allows it.",
    cli="""
        aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 10 \\
          --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
    """,
    reference=ADMIN_DOCS,
)
def aws_ec2_network_acl_ssh_closed_to_internet(acl: NetworkAcl) -> Verdict:
    """Network ACL keeps SSH closed to the internet.

    A subnet that refuses SSH needs no trust in every security group that anybody makes in it.
    """
    return _closed(acl, SSH)


@check(
    severity=Severity.MEDIUM,
    remediation="Deny port 3389 from everywhere before the entry that allows it.",
    cli="""
        aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 11 \\
          --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny
    """,
    reference=ADMIN_DOCS,
)
def aws_ec2_network_acl_rdp_closed_to_internet(acl: NetworkAcl) -> Verdict:
    """Network ACL keeps Remote Desktop closed to the internet.

    Windows machines that nobody meant to expose are found by their answer on this port first.
    """
    return _closed(acl, RDP)


@check(
    severity=Severity.LOW,
    remediation="Delete the network ACL.",
    cli="aws ec2 delete-network-acl --network-acl-id ACL",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-16",
)
def aws_ec2_network_acl_in_use(acl: NetworkAcl) -> Verdict:
    """Network ACL filters at least one subnet.

    Whoever reads an unused one believes in a wall that stands nowhere.
    """
    if acl.default:
        return not_applicable("The default network ACL of a network cannot be deleted.")
    return passed() if acl.subnet_ids else failed("Associated with no subnet.")
