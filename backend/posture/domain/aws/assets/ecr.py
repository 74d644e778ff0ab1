"""Assets of Amazon ECR: private repositories, and the registry of each region."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from msgspec import Struct, field

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class ScanRule(Struct, frozen=True):
    """Which repositories a registry scans automatically, and when.

    Attributes:
        frequency: `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
        filters: patterns of repository names; one without a star matches names that contain it.
    """

    frequency: str
    filters: tuple[str, ...]

    def takes(self, repository: str) -> bool:
        """Return whether images of a repository are scanned by this rule when they are pushed."""
        return self.frequency != "MANUAL" and any(
            fnmatchcase(repository, one if "*" in one else f"*{one}*") for one in self.filters
        )


class Scanning(Struct, frozen=True):
    """How a registry scans: `BASIC` or `ENHANCED` (Amazon Inspector), and by which rules."""

    kind: str
    rules: tuple[ScanRule, ...] = ()

    def takes(self, repository: str) -> bool:
        """Return whether images of a repository are scanned when they are pushed."""
        return any(one.takes(repository) for one in self.rules)


class PushedImage(Struct, frozen=True, kw_only=True):
    """The image that was pushed last.

    Attributes:
        name: its first tag, or its digest.
        scan: ECR's scan status, such as `COMPLETE` or `ACTIVE`; None if it was never scanned.
        findings: number of vulnerabilities by severity, in capitals.
    """

    name: str
    scan: str | None = None
    findings: Mapping[str, int] = field(default_factory=dict)

    @property
    def scanned(self) -> bool:
        """Return whether a scan has a result."""
        return self.scan in {"COMPLETE", "ACTIVE"} or bool(self.findings)


class EcrRepository(AwsAsset, frozen=True, kw_only=True):
    """A private repository.

    Attributes:
        mutability: `IMMUTABLE`, `MUTABLE`, or one of these `_WITH_EXCLUSION`.
        excluded_tags: patterns of the tags to which the opposite of `mutability` applies.
        own_key: whether a customer managed key encrypts it.
        policy: None without one.
        lifecycle: whether a lifecycle policy removes old images.
        newest: None if the repository is empty.
    """

    service = "ecr"
    family = Family.COMPUTE
    arn = ArnShape("ecr", "repository/")

    account_id: str
    scan_on_push: bool
    mutability: str
    excluded_tags: tuple[str, ...]
    own_key: Fact[bool]
    policy: Fact[Policy | None]
    lifecycle: Fact[bool]
    newest: Fact[PushedImage | None]
    scanning: Fact[Scanning]


class EcrRegistry(AwsAsset, frozen=True, kw_only=True):
    """The registry of an account in a region: its settings for all repositories.

    Attributes:
        in_use: whether there is a repository.
        cached: prefixes of the repositories of the pull-through cache.
    """

    service = "ecr"
    family = Family.COMPUTE
    arn = ArnShape("ecr", "registry")

    in_use: Fact[bool]
    scanning: Fact[Scanning]
    cached: Fact[tuple[str, ...]]
