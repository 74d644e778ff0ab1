"""Checks of domains and repositories of AWS CodeArtifact."""

from posture.domain.aws.assets.codeartifact import ArtifactDomain, ArtifactRepository
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict

DOCS = "https://docs.aws.amazon.com/codeartifact/latest/ug"


@check(
    severity=Severity.HIGH,
    finding_title="CodeArtifact domain grants access to the public",
    remediation="Name the accounts, or require the organization by a condition.",
    cli="aws codeartifact delete-domain-permissions-policy --domain DOMAIN",
    terraform="""
        resource "aws_codeartifact_domain_permissions_policy" "this" {
          domain          = aws_codeartifact_domain.this.domain
          policy_document = data.aws_iam_policy_document.organization.json
        }
    """,
    reference=f"{DOCS}/domain-policies.html",
)
def aws_codeartifact_domain_policy_not_public(domain: ArtifactDomain) -> Verdict:
    """CodeArtifact domain grants nothing to the public.

    Its policy decides who gets tokens for its repositories, and who makes new ones.
    """
    return not_public(known(domain.policy))


@check(
    severity=Severity.HIGH,
    finding_title="CodeArtifact repository grants access to the public",
    remediation="Name the accounts, or require the organization by a condition.",
    cli="""
        aws codeartifact delete-repository-permissions-policy --domain DOMAIN \\
          --repository REPOSITORY
    """,
    terraform="""
        resource "aws_codeartifact_repository_permissions_policy" "this" {
          domain          = aws_codeartifact_domain.this.domain
          repository      = aws_codeartifact_repository.this.repository
          policy_document = data.aws_iam_policy_document.organization.json
        }
    """,
    reference=f"{DOCS}/repo-policies.html",
)
def aws_codeartifact_repository_policy_not_public(repository: ArtifactRepository) -> Verdict:
    """CodeArtifact repository grants nothing to the public.

    Whoever reads it has the packages; whoever publishes to it is inside each build.
    """
    return not_public(known(repository.policy))
