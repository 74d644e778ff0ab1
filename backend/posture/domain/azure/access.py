"""Access to a service over the network, as most of Azure's services describe it."""

from msgspec import Struct

from posture.domain.network import covered

ENABLED = "enabled"
DISABLED = "disabled"
BY_PERIMETER = "securedbyperimeter"
DENY = "deny"


class NetworkAccess(Struct, frozen=True, kw_only=True):
    """Who can reach a service; texts are in lower case, because services differ in spelling.

    Attributes:
        public: `enabled`, `disabled` or `securedbyperimeter`.
        default_action: `allow` or `deny`, for callers that no rule names.
        ip_rules: addresses and ranges that are allowed.
        bypass: groups of callers that the rules do not apply to, such as `azureservices`.
        private_endpoints: number of approved private endpoints.
    """

    public: str
    default_action: str
    ip_rules: tuple[str, ...] = ()
    bypass: frozenset[str] = frozenset()
    private_endpoints: int = 0

    @property
    def public_disabled(self) -> bool:
        """Return whether nothing reaches the service over its public endpoint."""
        return self.public == DISABLED

    @property
    def by_perimeter(self) -> bool:
        """Return whether a network security perimeter decides who reaches the service."""
        return self.public == BY_PERIMETER

    @property
    def open_ranges(self) -> frozenset[str]:
        """Return which of `0.0.0.0/0` and `::/0` the rules allow, alone or together."""
        return covered(self.ip_rules)

    @property
    def restricted(self) -> bool:
        """Return whether the internet as a whole cannot reach the service."""
        if self.public_disabled or self.by_perimeter:
            return True
        return self.default_action == DENY and not self.open_ranges
