"""Assets of Azure AI: accounts of Azure OpenAI and of the other AI services, and deployments."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.evidence import Fact

# Kinds of accounts that can be made to fetch from an address of the caller's choice.
FETCHING = frozenset({"openai", "aiservices"})


class AiSettings(Struct, frozen=True, kw_only=True):
    """The settings of an account.

    Attributes:
        kind: such as `openai` or `aiservices`, in lower case.
        local_auth: whether keys give access.
        outbound_restricted: whether it may only connect to listed hosts.
        own_key: whether a key of the customer encrypts its data.
        identity: whether it has a managed identity.
    """

    kind: str
    local_auth: bool
    outbound_restricted: bool
    own_key: bool
    identity: bool


class AiAccount(AzureAsset, frozen=True, kw_only=True):
    """An account of Azure OpenAI or of another AI service.

    Attributes:
        defender: whether Defender watches it; None if its kind or its cloud does not have that.
    """

    service = "ai"
    family = Family.AI
    arm_type = "Microsoft.CognitiveServices/accounts"

    settings: Fact[AiSettings]
    network: Fact[NetworkAccess]
    diagnostics: Fact[tuple[DiagnosticSetting, ...]]
    defender: Fact[bool | None]


class ContentFilter(Struct, frozen=True):
    """A content filter of a policy; `name` and `source` are in lower case.

    Attributes:
        source: `prompt` or `completion`.
        blocking: whether it is enabled and blocks what it finds, instead of only marking it.
    """

    name: str
    source: str
    blocking: bool


class AiDeployment(AzureAsset, frozen=True, kw_only=True):
    """A deployed model.

    Attributes:
        filters: the content filters of its policy; None for the policy of the platform.
    """

    service = "ai"
    family = Family.AI
    arm_type = "Microsoft.CognitiveServices/accounts/deployments"

    filters: Fact[tuple[ContentFilter, ...] | None]


class AiConnection(AzureAsset, frozen=True, kw_only=True):
    """A connection of an account to another service; `auth` is how it signs in, in lower case."""

    service = "ai"
    family = Family.AI
    arm_type = "Microsoft.CognitiveServices/accounts/connections"

    auth: Fact[str]


class AiProjectConnection(AiConnection, frozen=True, kw_only=True):
    """A connection of one project of an account."""

    arm_type = "Microsoft.CognitiveServices/accounts/projects/connections"
