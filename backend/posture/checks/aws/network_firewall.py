"""Checks of AWS Network Firewall: logs and protection of firewalls, and what policies let pass."""

from posture.domain.asset import Family
from posture.domain.aws.assets.network_firewall import FirewallPolicy, NetworkFirewall
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/network-firewall/latest/developerguide"
UPDATE_POLICY = """
    aws network-firewall update-firewall-policy --firewall-policy-arn ARN \\
      --update-token TOKEN --firewall-policy file://policy.json
"""


@check(
    severity=Severity.MEDIUM,
    finding_title="Network Firewall writes no logs",
    remediation="Send the alert log to a log group, a bucket or Firehose; the flow log too.",
    cli="""
        aws network-firewall update-logging-configuration --firewall-arn ARN \\
          --logging-configuration file://logging.json
    """,
    terraform="""
        resource "aws_networkfirewall_logging_configuration" "this" {
          firewall_arn = aws_networkfirewall_firewall.this.arn
          logging_configuration {
            log_destination_config {
              log_type             = "ALERT"
              log_destination_type = "CloudWatchLogs"
              log_destination      = { logGroup = aws_cloudwatch_log_group.alerts.name }
            }
          }
        }
    """,
    reference=f"{DOCS}/firewall-logging.html",
    family=Family.LOGGING,
)
def aws_networkfirewall_firewall_logged(firewall: NetworkFirewall) -> Verdict:
    """Network Firewall writes logs.

    They show which connections the rules refused, and from which machine an attack came.
    """
    return passed() if known(firewall.logs) else failed("No type of log has a destination.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Network Firewall can be deleted or lose subnets by one call",
    remediation="Turn on the protection against deletion and against changes of subnets.",
    cli="""
        aws network-firewall update-firewall-delete-protection --firewall-arn ARN \\
          --delete-protection
    """,
    terraform="""
        resource "aws_networkfirewall_firewall" "this" {
          delete_protection        = true
          subnet_change_protection = true
        }
    """,
    reference=f"{DOCS}/firewall-settings.html",
)
def aws_networkfirewall_firewall_changes_prevented(firewall: NetworkFirewall) -> Verdict:
    """Network Firewall is protected against deletion and against changes of its subnets.

    Without the firewall, traffic is either cut off or, with other routes, no longer filtered.
    """
    found = known(firewall.unprotected)
    return failed(f"Not protected: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Firewall policy has no rules",
    remediation="Add a group of rules to the policy.",
    cli=UPDATE_POLICY,
    terraform="""
        resource "aws_networkfirewall_firewall_policy" "this" {
          firewall_policy {
            stateful_rule_group_reference {
              resource_arn = aws_networkfirewall_rule_group.this.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/firewall-policies.html",
)
def aws_networkfirewall_policy_has_rules(policy: FirewallPolicy) -> Verdict:
    """Firewall policy has groups of rules.

    Without rules, its default actions decide about all traffic alike.
    """
    return passed() if known(policy.rule_groups) else failed("It has no group of rules.")


@check(
    severity=Severity.HIGH,
    finding_title="Firewall policy lets packets pass without inspection",
    remediation="Forward packets without a stateless rule to the stateful rules, or drop them.",
    cli=UPDATE_POLICY,
    terraform="""
        resource "aws_networkfirewall_firewall_policy" "this" {
          firewall_policy {
            stateless_default_actions          = ["aws:forward_to_sfe"]
            stateless_fragment_default_actions = ["aws:forward_to_sfe"]
          }
        }
    """,
    reference=f"{DOCS}/stateless-default-actions.html",
)
def aws_networkfirewall_policy_default_not_pass(policy: FirewallPolicy) -> Verdict:
    """Firewall policy inspects or drops packets that no stateless rule names.

    Packets that pass here never reach the stateful rules, also fragments that hide an attack.
    """
    found = known(policy.passing)
    return failed(f"Packets that pass: {', '.join(found)} ones.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Firewall policy lets connections pass that no rule names",
    remediation="Use the strict order of rules, with a default action that drops.",
    cli=UPDATE_POLICY,
    terraform="""
        resource "aws_networkfirewall_firewall_policy" "this" {
          firewall_policy {
            stateful_engine_options {
              rule_order = "STRICT_ORDER"
            }
            stateful_default_actions = ["aws:drop_established", "aws:alert_established"]
          }
        }
    """,
    reference=f"{DOCS}/suricata-rule-evaluation-order.html",
)
def aws_networkfirewall_policy_drops_by_default(policy: FirewallPolicy) -> Verdict:
    """Firewall policy drops connections that no rule names.

    Rules that only refuse what is known to be bad let everything new through.
    """
    if known(policy.drops) or not known(policy.inspected):
        return passed()
    return failed("No stateful default action drops.")
