"""Checks of AWS Organizations: what accounts are forbidden, and who administers them."""

from posture.domain.aws.assets.organizations import ManagedBy, Organization
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/organizations/latest/userguide"
ALONE = not_applicable("The account is in no organization.")
ACTIVE = "ACTIVE"


def _elsewhere(manager: ManagedBy) -> Verdict:
    return not_applicable(f"It is evaluated in the management account, {manager.account_id}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Organization forbids its accounts nothing",
    remediation="Attach a service control policy, such as one that keeps trails on.",
    cli="aws organizations attach-policy --policy-id POLICY --target-id ROOT",
    terraform="""
        resource "aws_organizations_policy_attachment" "guardrails" {
          policy_id = aws_organizations_policy.guardrails.id
          target_id = aws_organizations_organization.this.roots[0].id
        }
    """,
    reference=f"{DOCS}/orgs_manage_policies_scps.html",
)
def aws_organizations_organization_control_policies_attached(
    organization: Organization,
) -> Verdict:
    """Organization has service control policies of its own in force.

    They alone bind an administrator of an account: AWS's own policy allows everything.
    """
    policies = known(organization.control_policies)
    if policies is None:
        return ALONE
    if isinstance(policies, ManagedBy):
        return _elsewhere(policies)
    if not policies.enabled:
        return failed("Service control policies are off.")
    if policies.attached is None:
        return failed("No policy of the organization's own is attached.")
    return passed(f"{policies.attached} is attached.")


@check(
    severity=Severity.LOW,
    finding_title="Organization is administered from its management account alone",
    remediation="Make an account for security the delegated administrator of services.",
    cli="""
        aws organizations register-delegated-administrator --account-id ACCOUNT \\
          --service-principal guardduty.amazonaws.com
    """,
    terraform="""
        resource "aws_organizations_delegated_administrator" "security" {
          account_id        = aws_organizations_account.security.id
          service_principal = "guardduty.amazonaws.com"
        }
    """,
    reference=f"{DOCS}/orgs_best-practices_mgmt-acct.html",
)
def aws_organizations_organization_administration_delegated(organization: Organization) -> Verdict:
    """Organization has active accounts that administer services in place of its management account.

    No policy binds the management account, so daily work is done elsewhere. Whoever takes over a
    delegated administrator has its services in all accounts: compare the listed ones.
    """
    delegates = known(organization.delegates)
    if delegates is None:
        return ALONE
    if isinstance(delegates, ManagedBy):
        return _elsewhere(delegates)
    if not delegates:
        return failed("No account is a delegated administrator.")
    if idle := [f"{one.account_id} ({one.state})" for one in delegates if one.state != ACTIVE]:
        return failed(f"Not active: {', '.join(idle)}.")
    return passed(f"Delegated: {', '.join(one.account_id for one in delegates)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS may improve its AI services with the account's content",
    remediation="Attach a policy to the root that opts out of all AI services.",
    cli="""
        aws organizations create-policy --type AISERVICES_OPT_OUT_POLICY --name opt-out \\
          --description "No training" --content file://opt-out.json
    """,
    terraform="""
        resource "aws_organizations_policy" "opt_out" {
          type = "AISERVICES_OPT_OUT_POLICY"
          content = jsonencode({
            services = { default = { opt_out_policy = { "@@assign" = "optOut" } } }
          })
        }
    """,
    reference=f"{DOCS}/orgs_manage_policies_ai-opt-out.html",
)
def aws_organizations_organization_ai_training_opted_out(organization: Organization) -> Verdict:
    """Account's content does not improve AI services of AWS.

    Otherwise some services keep texts, images and recordings, also in other regions.
    """
    training = known(organization.training)
    if training is None:
        return ALONE
    if "default" in training:
        return failed("Nothing opts out of all services.")
    return failed(f"Not opted out: {', '.join(training)}.") if training else passed()
