"""Checks of the network ACLs of Amazon VPC."""

from posture.domain.aws.assets.network_acl import NetworkAcl, open_to
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.network import Ports
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ACL_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"
ADMIN_DOCS = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21"
SSH = 22
RDP = 3389
EVERYTHING = ("0.0.0.0/0", "::/0")


def _openings(acl: NetworkAcl, protocol: str) -> dict[str, tuple[Ports, ...]]:
    return {one: open_to(known(acl.entries), one, protocol) for one in EVERYTHING}


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
    finding_title="Network ACL allows traffic from the internet on every port",
    remediation="Allow the ports that the subnets serve, and deny all others.",
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
    """Network ACL does not allow traffic from the internet on every port.

    A network ACL is a second line of defense for the case that somebody opens a security group by
    mistake.
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
    finding_title="Network ACL allows SSH from the internet",
    remediation=(
        "Deny port 22 from everywhere, with a rule number lower than the rule that allows it."
    ),
    cli="""
        aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 10 \\
          --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
    """,
    reference=ADMIN_DOCS,
)
def aws_ec2_network_acl_ssh_closed_to_internet(acl: NetworkAcl) -> Verdict:
    """Network ACL does not allow SSH from the internet.

    A subnet that rejects SSH stays protected when somebody opens a security group in it by mistake.
    """
    return _closed(acl, SSH)


@check(
    severity=Severity.MEDIUM,
    finding_title="Network ACL allows Remote Desktop from the internet",
    remediation=(
        "Deny port 3389 from everywhere, with a rule number lower than the rule that allows it."
    ),
    cli="""
        aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 11 \\
          --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny
    """,
    reference=ADMIN_DOCS,
)
def aws_ec2_network_acl_rdp_closed_to_internet(acl: NetworkAcl) -> Verdict:
    """Network ACL does not allow Remote Desktop from the internet.

    Scanners look for Windows machines on this port first, including those that were exposed by
    mistake.
    """
    return _closed(acl, RDP)


@check(
    severity=Severity.LOW,
    finding_title="Network ACL is not associated with any subnet",
    remediation="Delete the network ACL.",
    cli="aws ec2 delete-network-acl --network-acl-id ACL",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-16",
)
def aws_ec2_network_acl_in_use(acl: NetworkAcl) -> Verdict:
    """Network ACL is associated with at least one subnet.

    Readers of an unused network ACL may believe that it protects something.
    """
    if acl.default:
        return not_applicable("The default network ACL of a VPC cannot be deleted.")
    return (
        passed() if acl.subnet_ids else failed("The network ACL is not associated with any subnet.")
    )
