"""Rules about security groups as such: how wide they are, and whether anything needs them."""

from posture.domain.aws.assets.security_group import DEFAULT, SecurityGroup
from posture.domain.check import Severity, check
from posture.domain.evidence import Unread, known
from posture.domain.network import (
    ANY_PROTOCOL,
    WORLD,
    FirewallRule,
    is_ipv6,
    is_public,
    prefix_length,
)
from posture.domain.verdict import Verdict, failed, not_applicable, passed

RULES_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
GROUPS_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
# A /24 is one office, a /32 of version 6 is one provider: what is wider is nobody's in particular.
NARROW_IPV4_PREFIX = 24
NARROW_IPV6_PREFIX = 32
MOST_RULES = 50
WIZARD = "launch-wizard"


def from_world(group: SecurityGroup, rules: tuple[FirewallRule, ...]) -> list[FirewallRule]:
    """Return those of the rules whose other end is the whole internet, prefix lists included.

    Prefix lists that could not be read leave unknown only what plain ranges do not decide.
    """
    found = [rule for rule in rules if rule.world]
    listed = [rule for rule in rules if rule.prefix_lists and not rule.world]
    if not listed or (found and isinstance(group.prefix_list_ranges, Unread)):
        return found
    ranges = known(group.prefix_list_ranges)
    world = {name for name, members in ranges.items() if WORLD.intersection(members)}
    return found + [rule for rule in listed if world.intersection(rule.prefix_lists)]


def everything(rules: list[FirewallRule]) -> str:
    """Return what rules speak of, for a message."""
    return ", ".join(dict.fromkeys(map(str, rules)))


@check(
    severity=Severity.CRITICAL,
    remediation="Replace the rule by one for each port that is needed, from the addresses in need.",
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
    """Security group keeps at least some ports closed to the internet.

    A group that is open on every port is no firewall at all: whatever starts to listen on the
    machine, from a database to a debugger, is on the internet at once.
    """
    rules = tuple(rule for rule in group.ingress if rule.every_port)
    if open_rules := from_world(group, rules):
        return failed(f"Open to the internet: {everything(open_rules)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Put a load balancer in front and admit its security group instead of the world.",
    reference=(
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/"
        "security-controls-by-caf-capability/infrastructure-controls.html"
    ),
)
def aws_ec2_security_group_internet_ends_at_front(group: SecurityGroup) -> Verdict:
    """Security group open to the internet is on load balancers, gateways or endpoints only.

    What stands in front takes the scans, the floods and the malformed requests; a machine that
    answers the internet itself has none of that protection.
    """
    rules = from_world(group, group.ingress)
    if not rules:
        return passed()
    exposed = [one for one in known(group.interfaces) if not one.front]
    if not exposed:
        return passed("Open to the internet on nothing but load balancers, gateways or endpoints.")
    named = ", ".join(one.id for one in exposed[:3])
    more = f" and {len(exposed) - 3} more" if len(exposed) > 3 else ""  # noqa: PLR2004  # as named above
    return failed(f"{everything(rules)} from the internet to {named}{more}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Admit the ranges of your own offices and partners, none wider than a /24.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_public_ranges_narrow(group: SecurityGroup) -> Verdict:
    """Security group names no public address range wider than one organisation.

    Two halves of the internet are the internet, and a /8 holds sixteen million strangers; such
    ranges escape every rule that only looks for 0.0.0.0/0.
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
    remediation="Reach the service by VPN, Session Manager or a private link instead.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_no_public_addresses_admitted(group: SecurityGroup) -> Verdict:
    """Security group admits no single public addresses or ranges.

    An address that was the office's last year may be a stranger's today: allow lists of public
    addresses are trusted long after anybody knows whose they are.
    """
    named = [
        one for rule in group.ingress for one in rule.ranges if one not in WORLD and is_public(one)
    ]
    if named:
        return failed(f"Public addresses admitted: {', '.join(sorted(set(named)))}.")
    return passed()


@check(
    severity=Severity.LOW,
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
    """Security group does not let all traffic out to the internet.

    Unrestricted egress is how stolen data leaves and how malware reaches its operator.
    """
    rules = tuple(rule for rule in group.egress if rule.protocol == ANY_PROTOCOL)
    if from_world(group, rules):
        return failed("All traffic to the internet is allowed out.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Remove every rule of the default group and use groups made for a purpose.",
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

    Whatever is launched without naming a group gets this one: its rules apply to machines that
    nobody thought about.
    """
    if group.name != DEFAULT:
        return not_applicable("Not the default group of its network.")
    if group.ingress or group.egress:
        return failed(f"{len(group.ingress)} inbound and {len(group.egress)} outbound rules.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Delete the group.",
    cli="aws ec2 delete-security-group --group-id GROUP",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html",
)
def aws_ec2_security_group_in_use(group: SecurityGroup) -> Verdict:
    """Security group is on a network interface, or something else names it.

    A forgotten group keeps its forgotten rules, ready to be picked from the list by mistake.
    """
    if group.name == DEFAULT:
        return not_applicable("The default group of a network cannot be deleted.")
    if known(group.interfaces):
        return passed()
    if known(group.named_by):
        return passed()
    return failed("On no network interface, and nothing names it.")


@check(
    severity=Severity.LOW,
    remediation="Make a group with the rules that are needed, and delete the wizard's.",
    reference=GROUPS_DOCS,
)
def aws_ec2_security_group_made_on_purpose(group: SecurityGroup) -> Verdict:
    """Security group is not a left-over of the console's launch wizard.

    The wizard's groups open SSH or RDP to let somebody in quickly, and are seldom closed again.
    """
    if WIZARD in group.name:
        return failed(f"Named {group.name}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Merge rules by prefix lists, or split the group by purpose.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
)
def aws_ec2_security_group_rules_reviewable(group: SecurityGroup) -> Verdict:
    """Security group has no more rules than a person can review, 50 each way.

    In a list of hundreds of rules the dangerous one is not found.
    """
    counts = {"inbound": _count(group.ingress), "outbound": _count(group.egress)}
    if many := [f"{count} {way}" for way, count in counts.items() if count > MOST_RULES]:
        return failed(f"{' and '.join(many)} rules.")
    return passed()


def _count(rules: tuple[FirewallRule, ...]) -> int:
    """Count as AWS does: one rule for each other end."""
    return sum(len(one.ranges) + len(one.prefix_lists) + len(one.groups) for one in rules)
