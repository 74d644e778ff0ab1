"""Checks of security groups in general: how much they allow, and whether they are used."""

from posture.domain.aws.assets.security_group import DEFAULT, SecurityGroup
from posture.domain.aws.firewall import ANY_PROTOCOL, FirewallRule, open_to_internet
from posture.domain.check import Severity, check
from posture.domain.evidence import Unread, known
from posture.domain.network import WORLD, is_ipv6, is_public, prefix_length
from posture.domain.verdict import Verdict, failed, not_applicable, passed

RULES_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
GROUPS_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
# A /24 is one office, a /32 of version 6 is one provider; larger ranges have many owners.
NARROW_IPV4_PREFIX = 24
NARROW_IPV6_PREFIX = 32
MOST_RULES = 50
WIZARD = "launch-wizard"


def from_world(group: SecurityGroup, rules: tuple[FirewallRule, ...]) -> list[FirewallRule]:
    """Return the rules that apply to the whole internet, also in parts and by prefix lists.

    Raise UnknownFactError if only prefix lists that could not be read can decide.
    """
    found = open_to_internet(rules, {})
    listed = any(rule.prefix_lists for rule in rules if rule not in found)
    if not listed or (found and isinstance(group.prefix_list_ranges, Unread)):
        return found
    return open_to_internet(rules, known(group.prefix_list_ranges))


def traffic(rules: list[FirewallRule]) -> str:
    """Return the traffic of the rules, for a message."""
    return ", ".join(dict.fromkeys(map(str, rules)))


@check(
    severity=Severity.CRITICAL,
    finding_title="Security group opens every port to the internet",
    remediation="Replace the rule with one for each port that is needed, from known addresses.",
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol -1 --cidr 0.0.0.0/0
    """,
    terraform="""
        resource "aws_vpc_security_group_ingress_rule" "https" {
          security_group_id = aws_security_group.this.id
          cidr_ipv4         = "203.0.113.0/24"
          ip_protocol       = "tcp"
          from_port         = 443
          to_port           = 443
        }
    """,
    reference=RULES_DOCS,
)
def aws_ec2_security_group_all_ports_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group does not open every port to the internet.

    A group that opens every port gives no protection: whatever starts to listen on the machine,
    from a database to a debugger, is on the internet at once.
    """
    rules = tuple(rule for rule in group.ingress if rule.every_port)
    if open_rules := from_world(group, rules):
        return failed(f"Open to the internet: {traffic(open_rules)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Security group exposes machines directly to the internet",
    remediation="Use a load balancer, and allow its security group instead of the internet.",
    reference=(
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/"
        "security-controls-by-caf-capability/infrastructure-controls.html"
    ),
)
def aws_ec2_security_group_internet_ends_at_front(group: SecurityGroup) -> Verdict:
    """Security group open to the internet is used only by load balancers, gateways or endpoints.

    A load balancer absorbs scans, floods and malformed requests. A machine that is exposed
    directly has no such protection.
    """
    rules = from_world(group, group.ingress)
    if not rules:
        return passed()
    exposed = [one for one in known(group.interfaces) if not one.front]
    if not exposed:
        return passed("Only load balancers, gateways or endpoints are open to the internet.")
    named = ", ".join(one.id for one in exposed[:3])
    more = f" and {len(exposed) - 3} more" if len(exposed) > 3 else ""  # noqa: PLR2004  # as named above
    return failed(f"{traffic(rules)} from the internet to {named}{more}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Security group allows very large public address ranges",
    remediation="Allow the ranges of your own offices and partners, none larger than a /24.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_public_ranges_narrow(group: SecurityGroup) -> Verdict:
    """Security group names no public address range larger than one organization's.

    Two halves of the internet are the whole internet, and a /8 has sixteen million addresses.
    Such ranges escape checks that only look for 0.0.0.0/0.
    """
    wide = [
        one
        for rule in (*group.ingress, *group.egress)
        for one in rule.ranges
        if one not in WORLD
        and prefix_length(one) < (NARROW_IPV6_PREFIX if is_ipv6(one) else NARROW_IPV4_PREFIX)
        and is_public(one)
    ]
    if wide:
        return failed(f"Wide public ranges: {', '.join(sorted(set(wide)))}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Security group allows inbound traffic from public addresses",
    remediation="Use a VPN, Session Manager or a private link to the service instead.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_no_public_addresses_admitted(group: SecurityGroup) -> Verdict:
    """Security group allows inbound traffic from no single public addresses or ranges.

    Last year's office address may belong to a stranger today. Lists of allowed public addresses
    stay in use long after anybody knows whose they are.
    """
    named = [
        one for rule in group.ingress for one in rule.ranges if one not in WORLD and is_public(one)
    ]
    if named:
        return failed(f"Public addresses allowed: {', '.join(sorted(set(named)))}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Security group allows all outbound traffic to the internet",
    remediation="Allow outbound traffic to the addresses, groups and ports that are needed.",
    terraform="""
        resource "aws_vpc_security_group_egress_rule" "https" {
          security_group_id = aws_security_group.this.id
          cidr_ipv4         = "10.0.0.0/8"
          ip_protocol       = "tcp"
          from_port         = 443
          to_port           = 443
        }
    """,
    reference=RULES_DOCS,
)
def aws_ec2_security_group_egress_restricted(group: SecurityGroup) -> Verdict:
    """Security group does not allow all outbound traffic to the internet.

    Stolen data leaves, and malware contacts its operator, over unrestricted outbound traffic.
    """
    rules = tuple(rule for rule in group.egress if rule.protocol == ANY_PROTOCOL)
    if from_world(group, rules):
        return failed("All outbound traffic to the internet is allowed.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Default security group has rules",
    remediation="Remove every rule of the default group, and create a group for each purpose.",
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --security-group-rule-ids RULE
        aws ec2 revoke-security-group-egress --group-id GROUP --security-group-rule-ids RULE
    """,
    terraform="""
        resource "aws_default_security_group" "this" {
          vpc_id = aws_vpc.this.id
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
)
def aws_ec2_security_group_default_closed(group: SecurityGroup) -> Verdict:
    """Default security group has no rules.

    Whatever is launched without naming a group gets the default group, so its rules apply to
    machines that nobody planned.
    """
    if group.name != DEFAULT:
        return not_applicable("This is not the default group of its VPC.")
    if group.ingress or group.egress:
        return failed(
            f"It has {len(group.ingress)} inbound and {len(group.egress)} outbound rules."
        )
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Security group is not used",
    remediation="Delete the group.",
    cli="aws ec2 delete-security-group --group-id GROUP",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html",
)
def aws_ec2_security_group_in_use(group: SecurityGroup) -> Verdict:
    """Security group is used by a network interface, or something else refers to it.

    A forgotten group keeps its rules, and somebody may choose it from the list by mistake.
    """
    if group.name == DEFAULT:
        return not_applicable("The default group of a VPC cannot be deleted.")
    if known(group.interfaces):
        return passed()
    if known(group.named_by):
        return passed()
    return failed("No network interface uses it, and nothing refers to it.")


@check(
    severity=Severity.LOW,
    finding_title="Security group was created by the console's launch wizard",
    remediation="Create a group with the rules that are needed, and delete the wizard's.",
    reference=GROUPS_DOCS,
)
def aws_ec2_security_group_made_on_purpose(group: SecurityGroup) -> Verdict:
    """Security group was not created by the console's launch wizard.

    The wizard's groups open SSH or RDP for quick access, and are seldom closed again.
    """
    if WIZARD in group.name:
        return failed(f"The group's name is {group.name}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Security group has more rules than a person can review",
    remediation="Combine rules with prefix lists, or split the group by purpose.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
)
def aws_ec2_security_group_rules_reviewable(group: SecurityGroup) -> Verdict:
    """Security group has at most 50 rules in each direction.

    In a list of hundreds of rules, nobody notices the dangerous one.
    """
    counts = {"inbound": _count(group.ingress), "outbound": _count(group.egress)}
    if many := [f"{count} {way}" for way, count in counts.items() if count > MOST_RULES]:
        return failed(f"It has {' and '.join(many)} rules.")
    return passed()


def _count(rules: tuple[FirewallRule, ...]) -> int:
    """Count as AWS does: one rule for each range, prefix list and group."""
    return sum(len(one.ranges) + len(one.prefix_lists) + len(one.groups) for one in rules)
