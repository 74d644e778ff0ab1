"""Assets of AWS IAM: who there is, how they prove it, and what they may do."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One of a user's two access keys, as the credential report numbers them.

    Attributes:
        idle_days: days since it signed a request; None when it never has.
    """

    number: int
    active: bool
    age_days: int
    idle_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One row of the credential report.

    Attributes:
        password_idle_days: days since the last sign-in with it; None when there was none.
        keys: the access keys there are, active or not.
        certificate_count: active X.509 signing certificates.
    """

    password_enabled: bool = False
    password_age_days: int | None = None
    password_idle_days: int | None = None
    mfa_active: bool = False
    keys: tuple[AccessKey, ...] = ()
    certificate_count: int = 0

    @property
    def active_keys(self) -> tuple[AccessKey, ...]:
        """Return the keys that can sign requests."""
        return tuple(key for key in self.keys if key.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSummary:
    """What the account summary tells of the root user.

    Attributes:
        password: whether it can sign in to the console; a member account's may be removed.
        certificates: whether it has X.509 signing certificates.
    """

    password: bool
    mfa: bool
    access_keys: bool
    certificates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """What an account demands of its users' passwords; the defaults are AWS's own."""

    minimum_length: int = 8
    symbols: bool = False
    numbers: bool = False
    uppercase: bool = False
    lowercase: bool = False
    maximum_age_days: int | None = None
    remembered_count: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document and the name it goes by."""

    name: str
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class IamRoot(AwsAsset):
    """The root user of an account."""

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "root")

    summary: Fact[RootSummary]
    credentials: Fact[Credentials]
    virtual_mfa: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamPasswordPolicy(AwsAsset):
    """The password policy of an account, set or AWS's default."""

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "password-policy")

    rules: Fact[PasswordRules]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamAccount(AwsAsset):
    """What an account has one of, or should have at least one of.

    Attributes:
        support_roles: names of the roles that may open and manage AWS Support cases.
        audit_roles: names of the roles that may read the account's security configuration.
        saml_providers: names of the identity providers that people sign in through.
        organization_features: how the account, as its organization's manager, manages the root
            users of the member accounts; None in an account that manages no organization.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "account")

    support_roles: Fact[tuple[str, ...]]
    audit_roles: Fact[tuple[str, ...]]
    saml_providers: Fact[tuple[str, ...]]
    organization_features: Fact[frozenset[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamPermissions(AwsAsset):
    """What holds policy documents: a managed policy, or a principal with its inline policies."""

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "")

    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamPolicy(IamPermissions):
    """A managed policy of the customer, in its default version.

    Attributes:
        attachment_count: users, groups and roles it is attached to.
        boundary_count: users and roles whose permissions it bounds.
    """

    arn = ArnShape("iam", "policy/")

    attachment_count: int
    boundary_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IamPrincipal(IamPermissions):
    """A user, a group or a role: what policies are attached to.

    Attributes:
        attached: ARNs of the managed policies attached to it.
    """

    attached: tuple[str, ...]

    def attached_aws_policies(self, names: frozenset[str]) -> tuple[str, ...]:
        """Return which of some policies of AWS, named by their paths, are attached to it."""
        paths = (arn.partition(":aws:policy/")[2] for arn in self.attached)
        return tuple(path for path in paths if path in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class IamUser(IamPrincipal):
    """A user with long-term credentials.

    Attributes:
        credentials: its row of the credential report.
        virtual_mfa: whether one of its MFA devices is an app.
    """

    arn = ArnShape("iam", "user/")

    credentials: Fact[Credentials]
    virtual_mfa: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamGroup(IamPrincipal):
    """A group of users.

    Attributes:
        members: names of the users in it.
        members_without_mfa: names of those for whom no MFA device is registered.
    """

    arn = ArnShape("iam", "group/")

    members: Fact[tuple[str, ...]]
    members_without_mfa: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamRole(IamPrincipal):
    """A role that a principal can assume.

    Attributes:
        trust: who may assume it.
        idle_days: days since it was last used; None when it has not been in the period that
            IAM keeps track of.
        maximum_session_hours: how long one session of it can last.
    """

    arn = ArnShape("iam", "role/")

    account_id: str
    path: str
    age_days: int
    idle_days: int | None
    trust: Policy
    maximum_session_hours: Fact[int]

    @property
    def service_linked(self) -> bool:
        """Return whether a service of AWS owns it; its account cannot change it."""
        return self.path.startswith("/aws-service-role/")

    @property
    def trusted_services(self) -> frozenset[str]:
        """Return the services of AWS that may assume it."""
        return frozenset(
            name for one in self.trust.allowing for name in one.principals.get("Service", ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IamServerCertificate(AwsAsset):
    """A TLS certificate kept in IAM rather than in Certificate Manager.

    Attributes:
        days_left: days until it expires; negative when it has.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "server-certificate/")

    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IamSamlProvider(AwsAsset):
    """A SAML identity provider.

    Attributes:
        days_left: days until its metadata expires; None when it says nothing of that.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "saml-provider/")

    days_left: int | None
