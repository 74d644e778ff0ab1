"""Assets of AWS CodeBuild: projects and report groups."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class BuildProject(AwsAsset, frozen=True, kw_only=True):
    """A project.

    Attributes:
        secrets: places of secrets in its plain variables.
        sources_with_credentials: kinds of sources whose address has a password or a token.
        public: whether everyone reads its builds and their logs.
        open_webhook: whether a pull request of anyone starts a build; None without a webhook.
        privileged: whether builds run as root on their host.
        logged: whether builds are logged.
        plain_logs: whether logs in S3 are not encrypted.
    """

    service = "codebuild"
    family = Family.COMPUTE
    arn = ArnShape("codebuild", "project/")

    secrets: tuple[str, ...]
    sources_with_credentials: tuple[str, ...]
    public: bool
    open_webhook: bool | None
    privileged: bool
    logged: bool
    plain_logs: bool


class ReportGroup(AwsAsset, frozen=True, kw_only=True):
    """A group of reports of tests.

    Attributes:
        plain_exports: whether its exports to S3 are not encrypted; None if it exports nothing.
    """

    service = "codebuild"
    family = Family.STORAGE
    arn = ArnShape("codebuild", "report-group/")

    plain_exports: Fact[bool | None]
