"""Assets of Amazon ECR: private repositories of images, and each region's registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class ScanRule:
    """Which repositories a registry scans by itself, and when.

    Attributes:
        frequency: `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
        filters: patterns of repository names; one without a star is the beginning of a name.
    """

    frequency: str
    filters: tuple[str, ...]

    def takes(self, repository: str) -> bool:
        """Return whether images of a repository are scanned by this rule when they are pushed."""
        return self.frequency != "MANUAL" and any(
            fnmatchcase(repository, one if "*" in one else f"{one}*") for one in self.filters
        )


@dataclass(frozen=True, slots=True)
class Scanning:
    """How a registry scans: `BASIC` or `ENHANCED` (by Amazon Inspector), and what by itself."""

    kind: str
    rules: tuple[ScanRule, ...] = ()

    def takes(self, repository: str) -> bool:
        """Return whether images of a repository are scanned when they are pushed."""
        return any(one.takes(repository) for one in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedImage:
    """The image that was pushed last.

    Attributes:
        name: its first tag, or its digest.
        scan: `COMPLETE`, `ACTIVE` and other words of ECR; None if it was never scanned.
        findings: how many vulnerabilities were found, by severity in capitals.
    """

    name: str
    scan: str | None = None
    findings: Mapping[str, int] = field(default_factory=dict)

    @property
    def scanned(self) -> bool:
        """Return whether a scan has an answer."""
        return self.scan in {"COMPLETE", "ACTIVE"} or bool(self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class EcrRepository(AwsAsset):
    """A private repository.

    Attributes:
        mutability: `IMMUTABLE`, `MUTABLE`, or one of these `_WITH_EXCLUSION`.
        own_key: whether a key of the account encrypts it.
        policy: None without one.
        lifecycle: whether a lifecycle policy removes old images.
        newest: None while it is empty.
    """

    service = "ecr"
    family = Family.COMPUTE
    arn = ArnShape("ecr", "repository/")

    account_id: str
    scan_on_push: bool
    mutability: str
    own_key: Fact[bool]
    policy: Fact[Policy | None]
    lifecycle: Fact[bool]
    newest: Fact[PushedImage | None]
    scanning: Fact[Scanning]


@dataclass(frozen=True, slots=True, kw_only=True)
class EcrRegistry(AwsAsset):
    """What an account sets in a region for all its repositories there.

    Attributes:
        in_use: whether there is a repository.
        cached: prefixes of repositories that fill themselves from registries of others.
    """

    service = "ecr"
    family = Family.COMPUTE
    arn = ArnShape("ecr", "registry")

    in_use: Fact[bool]
    scanning: Fact[Scanning]
    cached: Fact[tuple[str, ...]]
