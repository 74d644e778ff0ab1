"""Verdicts about access over the network, which most of Azure's services describe alike."""

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.firewall import AddressRange, is_open
from posture.domain.verdict import Verdict, failed, passed

BY_PERIMETER = "A network security perimeter decides who reaches it."


def public_access_disabled(network: NetworkAccess) -> Verdict:
    """Return whether nothing reaches a service over its public endpoint."""
    if network.public_disabled:
        return passed()
    if network.by_perimeter:
        return passed(BY_PERIMETER)
    return failed("Public network access is enabled.")


def restricted(network: NetworkAccess) -> Verdict:
    """Return whether a service is not open to all networks."""
    if network.restricted:
        return passed(BY_PERIMETER if network.by_perimeter else "")
    if network.default_action != "deny":
        return failed("All networks are allowed.")
    return failed(f"The ranges are together {', '.join(sorted(network.open_ranges))}.")


def private_endpoint_used(network: NetworkAccess) -> Verdict:
    """Return whether a service has an approved private endpoint."""
    return passed() if network.private_endpoints else failed("No private endpoint is approved.")


def closed_to_internet(network: NetworkAccess, rules: tuple[AddressRange, ...]) -> Verdict:
    """Return whether the firewall of a database server does not let in the internet."""
    if network.public_disabled or network.by_perimeter:
        return passed("Public network access is disabled.")
    if is_open(rules):
        ranges = ", ".join(str(one) for one in sorted(rules) if not one.is_for_azure)
        return failed(f"The rules let in {ranges}.")
    return passed()


def closed_to_azure(network: NetworkAccess, rules: tuple[AddressRange, ...]) -> Verdict:
    """Return whether the firewall of a database server does not let in all services of Azure."""
    if network.public_disabled or network.by_perimeter:
        return passed("Public network access is disabled.")
    if any(one.is_for_azure for one in rules):
        return failed("A rule lets in 0.0.0.0, which stands for all of Azure.")
    return passed()
