"""Checks of Amazon ECR: images are scanned, cannot be replaced, and come from the account."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ecr import EcrRegistry, EcrRepository
from posture.domain.aws.policy_model import foreign_accounts, public
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, known
from posture.domain.pattern import only_stars
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

DOCS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
LIST_CALL = "ecr:DescribeRepositories"
IMMUTABLE_BUT_SOME = "IMMUTABLE_WITH_EXCLUSION"
SEVERE = ("CRITICAL", "HIGH")
CHANGING = (
    "ecr:PutImage",
    "ecr:CompleteLayerUpload",
    "ecr:BatchDeleteImage",
    "ecr:DeleteRepository",
    "ecr:SetRepositoryPolicy",
)
EMPTY = not_applicable("The repository has no image.")
UNUSED = not_applicable("The region has no repository.")
SCANNING_DOCS = f"{DOCS}/image-scanning.html"


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR repository does not scan images on push",
    remediation="Scan on push, by a rule of the registry or the repository's own setting.",
    cli="""
        aws ecr put-image-scanning-configuration --repository-name REPOSITORY \\
          --image-scanning-configuration scanOnPush=true
    """,
    terraform="""
        resource "aws_ecr_repository" "this" {
          image_scanning_configuration { scan_on_push = true }
        }
    """,
    reference=SCANNING_DOCS,
)
def aws_ecr_repository_scanned_on_push(repository: EcrRepository) -> Verdict:
    """ECR repository scans images when they are pushed.

    Without a scan nobody knows which vulnerabilities an image takes into production.
    """
    if repository.scan_on_push or known(repository.scanning).takes(repository.name):
        return passed()
    return failed("Images are scanned only on request.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR repository's tags can be moved to another image",
    remediation="Make tags immutable, and deploy with tags that are never reused.",
    cli="""
        aws ecr put-image-tag-mutability --repository-name REPOSITORY \\
          --image-tag-mutability IMMUTABLE
    """,
    terraform="""
        resource "aws_ecr_repository" "this" {
          image_tag_mutability = "IMMUTABLE"
        }
    """,
    reference=f"{DOCS}/image-tag-mutability.html",
)
def aws_ecr_repository_tags_immutable(repository: EcrRepository) -> Verdict:
    """ECR repository's tags are immutable.

    If tags can move, the image that was reviewed and the one that runs may differ.
    """
    if repository.mutability == IMMUTABLE_BUT_SOME:
        if not repository.excluded_tags:
            return unknown(contradiction("an exclusion without filters", LIST_CALL))
        named = ", ".join(repository.excluded_tags)
        if any(map(only_stars, repository.excluded_tags)):
            return failed(f"Tags are immutable except {named}, which is every tag.")
        return passed(f"Tags are immutable except {named}.")
    if repository.mutability == "IMMUTABLE":
        return passed()
    return failed(f"Tags are {repository.mutability.lower().replace('_', ' ')}.")


@check(
    severity=Severity.CRITICAL,
    finding_title="ECR repository grants access to the public",
    remediation="Name the accounts that may pull, or limit the statement to the organization.",
    cli="aws ecr set-repository-policy --repository-name REPOSITORY --policy-text file://p.json",
    terraform="""
        resource "aws_ecr_repository_policy" "this" {
          repository = aws_ecr_repository.this.name
          policy     = data.aws_iam_policy_document.this.json
        }
    """,
    reference=f"{DOCS}/repository-policies.html",
    family=Family.IAM,
)
def aws_ecr_repository_policy_not_public(repository: EcrRepository) -> Verdict:
    """ECR repository's policy grants nothing to the public.

    Images contain a product's code, and often more. With a public policy, anybody with an AWS
    account can pull them.
    """
    granted = public(known(repository.policy))
    if not granted:
        return passed()
    actions = {action for one in granted for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all actions but some'}.")


@check(
    severity=Severity.HIGH,
    finding_title="ECR repository can be changed by another account",
    remediation="Let other accounts only pull; push from a pipeline of the own account.",
    cli="aws ecr set-repository-policy --repository-name REPOSITORY --policy-text file://p.json",
    reference=f"{DOCS}/repository-policy-examples.html",
    family=Family.IAM,
)
def aws_ecr_repository_changed_by_own_account_only(repository: EcrRepository) -> Verdict:
    """ECR repository can be changed only by its own account.

    Another account that may push images decides what this account runs.
    """
    others = foreign_accounts(known(repository.policy), repository.account_id, actions=CHANGING)
    return (
        failed(f"Accounts that may change it: {', '.join(sorted(others))}.") if others else passed()
    )


@check(
    severity=Severity.LOW,
    finding_title="ECR repository has no lifecycle policy",
    remediation="Set a lifecycle policy that expires old and untagged images.",
    cli="""
        aws ecr put-lifecycle-policy --repository-name REPOSITORY \\
          --lifecycle-policy-text file://lifecycle.json
    """,
    terraform="""
        resource "aws_ecr_lifecycle_policy" "this" {
          repository = aws_ecr_repository.this.name
          policy     = file("lifecycle.json")
        }
    """,
    reference=f"{DOCS}/LifecyclePolicies.html",
)
def aws_ecr_repository_lifecycle_policy_set(repository: EcrRepository) -> Verdict:
    """ECR repository removes old images with a lifecycle policy.

    Old images keep their vulnerabilities, and one deployment can bring them back.
    """
    return passed() if known(repository.lifecycle) else failed("No lifecycle policy is set.")


@check(
    severity=Severity.LOW,
    finding_title="ECR repository is encrypted with AWS's own key",
    remediation="Recreate the repository, encrypted with a customer managed key.",
    cli="""
        aws ecr create-repository --repository-name REPOSITORY \\
          --encryption-configuration encryptionType=KMS,kmsKey=KEY
    """,
    terraform="""
        resource "aws_ecr_repository" "this" {
          encryption_configuration {
            encryption_type = "KMS"
            kms_key         = aws_kms_key.this.arn
          }
        }
    """,
    reference=f"{DOCS}/encryption-at-rest.html",
    family=Family.SECRETS,
)
def aws_ecr_repository_encrypted_with_own_key(repository: EcrRepository) -> Verdict:
    """ECR repository is encrypted with a customer managed key.

    The use of your own key is recorded and can be revoked; that of AWS's key cannot.
    """
    return passed() if known(repository.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR repository's newest image has no successful scan",
    remediation="Scan the image, and let the registry scan on push.",
    cli="aws ecr start-image-scan --repository-name REPOSITORY --image-id imageTag=TAG",
    reference=SCANNING_DOCS,
)
def aws_ecr_repository_newest_image_scanned(repository: EcrRepository) -> Verdict:
    """ECR repository's newest image was scanned successfully.

    A scan setting does not cover images from before it, or images that no scanner can read.
    """
    newest = known(repository.newest)
    if not newest:
        return EMPTY
    if newest.scanned:
        return passed()
    return failed(f"Scan of {newest.name}: {(newest.scan or 'never done').lower()}.")


@check(
    severity=Severity.HIGH,
    finding_title="ECR repository's newest image has critical or high vulnerabilities",
    remediation="Rebuild the image from patched packages and base image, and deploy it.",
    cli="""
        aws ecr describe-image-scan-findings --repository-name REPOSITORY --image-id imageTag=TAG
    """,
    reference=f"{DOCS}/image-scanning-basic.html",
)
def aws_ecr_repository_newest_image_without_severe_findings(repository: EcrRepository) -> Verdict:
    """ECR repository's newest image has no critical and no high vulnerability.

    The newest image is the one that is deployed next, with vulnerabilities that attackers
    already know.
    """
    newest = known(repository.newest)
    if not newest:
        return EMPTY
    if not newest.scanned:
        return not_applicable("The newest image was not scanned; another check reports that.")
    found = [f"{newest.findings[one]} {one.lower()}" for one in SEVERE if newest.findings.get(one)]
    return failed(f"In {newest.name}: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR registry uses basic scanning",
    remediation="Turn on enhanced scanning, with Amazon Inspector.",
    cli="""
        aws ecr put-registry-scanning-configuration --scan-type ENHANCED \\
          --rules file://rules.json
    """,
    terraform="""
        resource "aws_ecr_registry_scanning_configuration" "this" {
          scan_type = "ENHANCED"
        }
    """,
    reference=f"{DOCS}/image-scanning-enhanced.html",
)
def aws_ecr_registry_scanning_enhanced(registry: EcrRegistry) -> Verdict:
    """ECR registry is scanned by Amazon Inspector.

    Basic scans cover only packages of the operating system, and only once. Most code of an
    image is in packages of its programming language.
    """
    if not known(registry.in_use):
        return UNUSED
    kind = known(registry.scanning).kind
    return passed() if kind == "ENHANCED" else failed(f"The scan type is {kind.lower()}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR registry does not scan every repository",
    remediation="Add a scan rule for all repositories, with the filter *.",
    cli="aws ecr put-registry-scanning-configuration --rules file://rules.json",
    terraform="""
        resource "aws_ecr_registry_scanning_configuration" "this" {
          scan_type = "BASIC"
          rule {
            scan_frequency = "SCAN_ON_PUSH"
            repository_filter {
              filter      = "*"
              filter_type = "WILDCARD"
            }
          }
        }
    """,
    reference=SCANNING_DOCS,
)
def aws_ecr_registry_scans_every_repository(registry: EcrRegistry) -> Verdict:
    """ECR registry scans the images of every repository, including future ones.

    The setting of a single repository is forgotten when somebody creates the next one.
    """
    if not known(registry.in_use):
        return UNUSED
    rules = known(registry.scanning).rules
    if any("*" in one.filters and one.frequency != "MANUAL" for one in rules):
        return passed()
    return failed("No scan rule covers all repositories.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECR registry does not scan images of its pull-through cache",
    remediation="Add a scan rule for the prefix of the cached repositories.",
    cli="aws ecr put-registry-scanning-configuration --rules file://rules.json",
    reference=f"{DOCS}/pull-through-cache.html",
)
def aws_ecr_registry_cached_images_scanned(registry: EcrRegistry) -> Verdict:
    """ECR registry scans the images of its pull-through cache.

    These images come from public registries at the first pull, into repositories that nobody
    configured.
    """
    prefixes = known(registry.cached)
    if not prefixes:
        return not_applicable("The registry has no pull-through cache.")
    scanning = known(registry.scanning)
    unscanned = [one for one in prefixes if not scanning.takes(f"{one.removesuffix('/')}/image")]
    return failed(f"Not scanned: prefixes {', '.join(unscanned)}.") if unscanned else passed()
