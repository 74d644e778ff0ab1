"""Assets of AWS IAM: principals, their credentials and their permissions."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.control_tower import is_control_tower
from posture.domain.aws.policy import Policy, service_name
from posture.domain.evidence import Fact


class AccessKey(Struct, frozen=True):
    """One of a user's two access keys, as the credential report numbers them.

    Attributes:
        idle_days: days since the key last signed a request; None if it never did.
    """

    number: int
    active: bool
    age_days: int
    idle_days: int | None


class Credentials(Struct, frozen=True, kw_only=True):
    """One row of the credential report.

    Attributes:
        password_idle_days: days since the last sign-in with the password; None if there was none.
        keys: all access keys, active or not.
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


class RootSummary(Struct, frozen=True, kw_only=True):
    """The root user according to the account summary.

    Attributes:
        password: whether the root user has a console password; member accounts may have none.
        certificates: whether the root user has X.509 signing certificates.
    """

    password: bool
    mfa: bool
    access_keys: bool
    certificates: bool


class PasswordRules(Struct, frozen=True, kw_only=True):
    """What an account requires of its users' passwords; the defaults are those of AWS."""

    minimum_length: int = 8
    symbols: bool = False
    numbers: bool = False
    uppercase: bool = False
    lowercase: bool = False
    maximum_age_days: int | None = None
    remembered_count: int = 0


class Document(Struct, frozen=True):
    """A policy document and its name."""

    name: str
    policy: Policy


class IamRoot(AwsAsset, frozen=True, kw_only=True):
    """The root user of an account."""

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "root")

    summary: Fact[RootSummary]
    credentials: Fact[Credentials]
    virtual_mfa: Fact[bool]


class IamPasswordPolicy(AwsAsset, frozen=True, kw_only=True):
    """The password policy of an account, set or AWS's default."""

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "password-policy")

    rules: Fact[PasswordRules]


class IamAccount(AwsAsset, frozen=True, kw_only=True):
    """The identity settings of an account as a whole.

    Attributes:
        support_roles: names of the roles that may open and manage AWS Support cases.
        audit_roles: names of the roles that may read the account's security configuration.
        saml_providers: names of the SAML identity providers.
        organization_features: how the account, as the management account of its organization,
            manages the root users of member accounts; None in other accounts.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "account")

    support_roles: Fact[tuple[str, ...]]
    audit_roles: Fact[tuple[str, ...]]
    saml_providers: Fact[tuple[str, ...]]
    organization_features: Fact[frozenset[str] | None]


class MorePolicies(Struct, frozen=True, kw_only=True):
    """The policies of a principal besides its inline policies.

    Attributes:
        documents: the attached policies of the account, and the policies of a user's groups.
        aws: the attached policies of AWS; empty if the others grant no part of an escalation.
        boundary: the permissions boundary; None without one.
    """

    documents: tuple[Document, ...] = ()
    aws: tuple[Document, ...] = ()
    boundary: Policy | None = None


class IamPermissions(AwsAsset, frozen=True, kw_only=True):
    """An asset with policy documents: a managed policy, or a principal with inline policies.

    Attributes:
        documents: its own documents.
        more_policies: what else applies to a principal; nothing for a managed policy.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "")

    documents: tuple[Document, ...]
    more_policies: Fact[MorePolicies]


class IamPolicy(IamPermissions, frozen=True, kw_only=True):
    """A managed policy of the customer, in its default version.

    Attributes:
        attachment_count: number of users, groups and roles that the policy is attached to.
        boundary_count: number of users and roles whose permissions boundary it is.
    """

    arn = ArnShape("iam", "policy/")

    attachment_count: int
    boundary_count: int


class IamPrincipal(IamPermissions, frozen=True, kw_only=True):
    """A user, a group or a role.

    Attributes:
        attached: ARNs of the attached managed policies.
        managing_account: for a role with a name of AWS Control Tower's, the account that manages
            the organization; None outside organizations, and for other principals.
    """

    attached: tuple[str, ...]
    managing_account: Fact[str | None] = None

    def attached_aws_policies(self, names: frozenset[str]) -> tuple[str, ...]:
        """Return which of the AWS managed policies with these paths are attached."""
        return tuple(path for path in self.aws_policies if path in names)

    @property
    def aws_policies(self) -> tuple[str, ...]:
        """Return the attached AWS managed policies, by path and name."""
        paths = (arn.partition(":aws:policy/")[2] for arn in self.attached)
        return tuple(path for path in paths if path)


class IamUser(IamPrincipal, frozen=True, kw_only=True):
    """A user with long-term credentials.

    Attributes:
        credentials: the user's row of the credential report.
        virtual_mfa: whether one of the MFA devices is an authenticator app.
    """

    arn = ArnShape("iam", "user/")

    credentials: Fact[Credentials]
    virtual_mfa: Fact[bool]


class IamGroup(IamPrincipal, frozen=True, kw_only=True):
    """A group of users.

    Attributes:
        members: names of the users in the group.
        members_without_mfa: names of the users without an MFA device.
    """

    arn = ArnShape("iam", "group/")

    members: Fact[tuple[str, ...]]
    members_without_mfa: Fact[tuple[str, ...]]


class IamRole(IamPrincipal, frozen=True, kw_only=True):
    """A role that a principal can assume.

    Attributes:
        trust: the policy that says who may assume the role.
        idle_days: days since the role was last used; None if it was not used in the period that
            IAM tracks.
        maximum_session_hours: how long one session can last.
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
        """Return whether an AWS service owns the role; the account cannot change it."""
        return self.path.startswith("/aws-service-role/")

    @property
    def unmodifiable(self) -> bool:
        """Return whether only AWS can change the role: IAM refuses other changes below its paths.

        Besides service-linked roles these are the roles of IAM Identity Center, which follow the
        permission sets.
        """
        return self.service_linked or self.path.startswith("/aws-reserved/")

    @property
    def of_control_tower(self) -> bool:
        """Return whether Control Tower keeps others from changing a role with this name.

        Outside its organization anyone can give a role such a name.
        """
        return is_control_tower(self.name)

    @property
    def trusted_services(self) -> frozenset[str]:
        """Return the AWS services that may assume the role, by their names in any partition."""
        return frozenset(
            service_name(name)
            for one in self.trust.allowing
            for name in one.principals.get("Service", ())
        )


class IamServerCertificate(AwsAsset, frozen=True, kw_only=True):
    """A TLS certificate that is stored in IAM instead of Certificate Manager.

    Attributes:
        days_left: days until the certificate expires; negative after that.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "server-certificate/")

    days_left: int


class IamSamlProvider(AwsAsset, frozen=True, kw_only=True):
    """A SAML identity provider.

    Attributes:
        days_left: days until the metadata expires; None if they contain no expiry.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "saml-provider/")

    days_left: int | None
