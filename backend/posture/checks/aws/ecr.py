"""Rules about Amazon ECR: images that are looked through, stay what they are, and are ours."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ecr import EcrRegistry, EcrRepository
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
SEVERE = ("CRITICAL", "HIGH")
CHANGING = (
    "ecr:PutImage",
    "ecr:CompleteLayerUpload",
    "ecr:BatchDeleteImage",
    "ecr:DeleteRepository",
    "ecr:SetRepositoryPolicy",
)
EMPTY = not_applicable("There is no image in the repository.")
UNUSED = not_applicable("There is no repository in the region.")
SCANNING_DOCS = f"{DOCS}/image-scanning.html"


@check(
    severity=Severity.MEDIUM,
    remediation="Scan on push, by the registry's rules or the repository's own setting.",
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
    """ECR repository's images are scanned when they are pushed.

    Otherwise nobody knows which known vulnerabilities an image takes into production.
    """
    if repository.scan_on_push or known(repository.scanning).takes(repository.name):
        return passed()
    return failed("Images are scanned only when somebody asks.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make tags immutable, and deploy by tags that are never reused.",
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
    """ECR repository's tags stay with the image they were given to.

    With tags that move, the image that was reviewed and the one that runs need not be the same.
    """
    if repository.mutability.startswith("IMMUTABLE"):
        return passed()
    return failed(f"Tags are {repository.mutability.lower().replace('_', ' ')}.")


@check(
    severity=Severity.CRITICAL,
    remediation="Name the accounts that pull, or narrow the statement to the organization.",
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

    Images hold a product's code, and often more: anybody with an AWS account can take them.
    """
    policy = known(repository.policy)
    public = list(policy.public) if policy else []
    if not public:
        return passed()
    actions = {action for one in public for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all but some'}.")


@check(
    severity=Severity.HIGH,
    remediation="Let other accounts pull only; push from a pipeline of the own account.",
    cli="aws ecr set-repository-policy --repository-name REPOSITORY --policy-text file://p.json",
    reference=f"{DOCS}/repository-policy-examples.html",
    family=Family.IAM,
)
def aws_ecr_repository_changed_by_own_account_only(repository: EcrRepository) -> Verdict:
    """ECR repository takes images from its own account only.

    Another account that may push decides what this one runs.
    """
    policy = known(repository.policy)
    others = {
        account
        for one in (policy.allowing if policy else ())
        if one.covers_any(CHANGING)
        for account in one.foreign_accounts(repository.account_id)
    }
    return failed(f"Changed by: {', '.join(sorted(others))}.") if others else passed()


@check(
    severity=Severity.LOW,
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
    """ECR repository removes old images by a lifecycle policy.

    Old images keep their vulnerabilities, and stay one deployment away from running again.
    """
    return passed() if known(repository.lifecycle) else failed("No lifecycle policy.")


@check(
    severity=Severity.LOW,
    remediation="Make the repository anew, encrypted with a key of your own.",
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
    """ECR repository is encrypted with a key of the account.

    The use of an own key is logged and can be withdrawn; that of AWS's keys cannot.
    """
    return passed() if known(repository.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.MEDIUM,
    remediation="Scan the image, and let the registry scan what is pushed.",
    cli="aws ecr start-image-scan --repository-name REPOSITORY --image-id imageTag=TAG",
    reference=SCANNING_DOCS,
)
def aws_ecr_repository_newest_image_scanned(repository: EcrRepository) -> Verdict:
    """ECR repository's newest image has been scanned, and the scan succeeded.

    A setting to scan says nothing of images from before it, nor of those that no scanner can read.
    """
    newest = known(repository.newest)
    if not newest:
        return EMPTY
    if newest.scanned:
        return passed()
    return failed(f"The scan of {newest.name}: {(newest.scan or 'never made').lower()}.")


@check(
    severity=Severity.HIGH,
    remediation="Build the image anew from patched packages and base image, and deploy that.",
    cli="""
        aws ecr describe-image-scan-findings --repository-name REPOSITORY --image-id imageTag=TAG
    """,
    reference=f"{DOCS}/image-scanning-basic.html",
)
def aws_ecr_repository_newest_image_without_severe_findings(repository: EcrRepository) -> Verdict:
    """ECR repository's newest image has no critical and no high vulnerability.

    It is the image that is deployed next, with weaknesses whose exploits are public.
    """
    newest = known(repository.newest)
    if not newest:
        return EMPTY
    if not newest.scanned:
        return not_applicable("It was not scanned, which is a question of its own.")
    found = [f"{newest.findings[one]} {one.lower()}" for one in SEVERE if newest.findings.get(one)]
    return failed(f"In {newest.name}: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
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

    Basic scans know packages of the operating system only, and look once; most code of an image is
    in packages of its language.
    """
    if not known(registry.in_use):
        return UNUSED
    kind = known(registry.scanning).kind
    return passed() if kind == "ENHANCED" else failed(f"Scanning is {kind.lower()}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Add a rule for all repositories, with the filter *.",
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
    """ECR registry scans the images of every repository, of tomorrow's too.

    The setting of a single repository is forgotten with the next one that somebody makes.
    """
    if not known(registry.in_use):
        return UNUSED
    rules = known(registry.scanning).rules
    if any("*" in one.filters and one.frequency != "MANUAL" for one in rules):
        return passed()
    return failed("No rule takes all repositories.")


@check(
    severity=Severity.MEDIUM,
    remediation="Add a scanning rule for the prefix of the cached repositories.",
    cli="aws ecr put-registry-scanning-configuration --rules file://rules.json",
    reference=f"{DOCS}/pull-through-cache.html",
)
def aws_ecr_registry_cached_images_scanned(registry: EcrRegistry) -> Verdict:
    """ECR registry scans the images that its pull-through cache fetches from others.

    They come from public registries, at the first pull, into repositories that nobody configured.
    """
    prefixes = known(registry.cached)
    if not prefixes:
        return not_applicable("There is no pull-through cache.")
    scanning = known(registry.scanning)
    unseen = [one for one in prefixes if not scanning.takes(f"{one.removesuffix('/')}/image")]
    return failed(f"Not scanned: {', '.join(unseen)}.") if unseen else passed()
