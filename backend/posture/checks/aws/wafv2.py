"""Checks of web ACLs of AWS WAF: whether their rules act, and whether requests are logged."""

from posture.domain.asset import Family
from posture.domain.aws.assets.wafv2 import WebAcl
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/waf/latest/developerguide"
UPDATE = "aws wafv2 update-web-acl --cli-input-json file://web-acl.json"
# The group against known attacks, such as that on Log4j.
KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
OF_AWS = "AWSManagedRules"


@check(
    severity=Severity.MEDIUM,
    finding_title="Web ACL has no rules",
    remediation="Add rules or managed rule groups.",
    cli=UPDATE,
    terraform="""
        resource "aws_wafv2_web_acl" "this" {
          rule {
            name     = "common"
            priority = 1
            override_action { none {} }
            statement {
              managed_rule_group_statement {
                vendor_name = "AWS"
                name        = "AWSManagedRulesCommonRuleSet"
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/web-acl.html",
)
def aws_wafv2_web_acl_has_rules(acl: WebAcl) -> Verdict:
    """Web ACL has rules.

    Without rules it lets every request through, although the resource looks protected.
    """
    if known(acl.blocks_by_default):
        return passed("Requests that no rule allows are blocked.")
    return passed() if known(acl.rules) else failed("It has no rule, and allows by default.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Web ACL only counts requests",
    remediation="Let rules block, once the counts show that they do not hit good requests.",
    cli=UPDATE,
    terraform="""
        resource "aws_wafv2_web_acl" "this" {
          rule {
            override_action { none {} }
          }
        }
    """,
    reference=f"{DOCS}/web-acl-testing.html",
)
def aws_wafv2_web_acl_rules_act(acl: WebAcl) -> Verdict:
    """Web ACL has a rule that does more than count.

    Rules are set to count for a test, and forgotten. Then an attack is only a number in a chart.
    """
    if known(acl.blocks_by_default):
        return passed("Requests that no rule allows are blocked.")
    if not known(acl.rules):
        return not_applicable("It has no rule; another check fails then.")
    if known(acl.acting_rules):
        return passed()
    return failed(f"They only count: {', '.join(known(acl.rules))}.")


@check(
    severity=Severity.LOW,
    finding_title="Web ACL does not log requests",
    remediation="Log to CloudWatch Logs, S3 or Firehose.",
    cli="aws wafv2 put-logging-configuration --logging-configuration file://logging.json",
    terraform="""
        resource "aws_wafv2_web_acl_logging_configuration" "this" {
          resource_arn            = aws_wafv2_web_acl.this.arn
          log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
        }
    """,
    reference=f"{DOCS}/logging.html",
    family=Family.LOGGING,
)
def aws_wafv2_web_acl_logged(acl: WebAcl) -> Verdict:
    """Web ACL logs its requests.

    The log shows what was blocked, and what a new rule would hit.
    """
    return passed() if known(acl.logged) else failed("No logging configuration names it.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Web ACL has no rules against known attacks",
    remediation=f"Add the managed rule group {KNOWN_BAD_INPUTS}.",
    cli=UPDATE,
    terraform=f"""
        resource "aws_wafv2_web_acl" "this" {{
          rule {{
            statement {{
              managed_rule_group_statement {{
                vendor_name = "AWS"
                name        = "{KNOWN_BAD_INPUTS}"
              }}
            }}
          }}
        }}
    """,
    reference=f"{DOCS}/aws-managed-rule-groups-baseline.html",
)
def aws_wafv2_web_acl_known_bad_inputs_stopped(acl: WebAcl) -> Verdict:
    """Web ACL has rules against known attacks.

    Requests that exploit published flaws, such as that of Log4j, are tried on every address within
    hours.
    """
    groups = known(acl.managed_groups)
    if KNOWN_BAD_INPUTS in groups:
        return passed()
    if others := [one for one in groups if not one.startswith(OF_AWS)]:
        return passed(f"It has groups of other vendors: {', '.join(others)}.")
    return failed(f"{KNOWN_BAD_INPUTS} is missing.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Web ACL has rules without metrics",
    remediation="Turn on the metrics of each rule.",
    cli=UPDATE,
    terraform="""
        resource "aws_wafv2_web_acl" "this" {
          rule {
            visibility_config {
              cloudwatch_metrics_enabled = true
              metric_name                = "common"
              sampled_requests_enabled   = true
            }
          }
        }
    """,
    reference=f"{DOCS}/monitoring-cloudwatch.html",
    family=Family.LOGGING,
)
def aws_wafv2_web_acl_rules_measured(acl: WebAcl) -> Verdict:
    """Web ACL's rules have metrics.

    They show an attack while it happens, and a rule that blocks good requests.
    """
    if not known(acl.rules):
        return not_applicable("It has no rule.")
    unmeasured = known(acl.unmeasured_rules)
    return failed(f"Without metrics: {', '.join(unmeasured)}.") if unmeasured else passed()
