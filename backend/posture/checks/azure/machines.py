"""Verdicts about virtual machines, which those of a scale set share."""

from posture.domain.azure.assets.compute import MachineSettings
from posture.domain.azure.roles import CONTRIBUTOR, GRANTING, NAMES, RoleAssignment
from posture.domain.verdict import Verdict, failed, not_applicable, passed

CHANGING = GRANTING | {CONTRIBUTOR}
TRUSTED = frozenset({"trustedlaunch", "confidentialvm"})


def linux_password_disabled(settings: MachineSettings) -> Verdict:
    """Return whether Linux users cannot sign in with a password."""
    if settings.linux_passwords is None:
        return not_applicable("Azure does not set up Linux users of it.")
    return failed("Passwords are accepted.") if settings.linux_passwords else passed()


def trusted_launch_enabled(settings: MachineSettings) -> Verdict:
    """Return whether the boot chain is verified and measured."""
    if settings.security_type not in TRUSTED:
        return failed("Its security type is Standard.")
    off = [
        name
        for name, on in (("secure boot", settings.secure_boot), ("the TPM", settings.tpm))
        if not on
    ]
    return failed(f"Off: {', '.join(off)}.") if off else passed()


def encrypted_at_host(settings: MachineSettings) -> Verdict:
    """Return whether disks, caches and temporary disks are encrypted at the host."""
    return passed() if settings.encrypted_at_host else failed("Encryption at host is off.")


def no_privileged_role(roles: tuple[RoleAssignment, ...]) -> Verdict:
    """Return whether no role changes the whole subscription."""
    found = sorted({NAMES[one.role] for one in roles if one.is_wide and one.role in CHANGING})
    return failed(f"It is {', '.join(found)}.") if found else passed()
