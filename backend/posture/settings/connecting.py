"""The settings of what integrations may use."""

from posture.settings.variables import declared, flag, networks, setting, word


@declared
class Connecting:
    """The settings of what integrations may use."""

    roles_only: bool = flag(
        default=False,
        doc="Refuse integrations that use a profile or the worker's own credentials, in a cloud "
        "that has roles, instead of a role. Turn it on where tenants do not trust each other.",
    )
    open_roles: str = word(
        "refuse",
        ("refuse", "warn"),
        "What to do with a role that a worker can assume without the external id of its tenant, "
        "and with a subscription or project without the tag of its tenant, so that other tenants "
        "could use them: fail the run, or only log it.",
    )
    endpoint_networks: str = networks(
        "Private networks to which an integration's endpoint override may lead, such as "
        "`127.0.0.0/8 10.1.0.0/16`."
    )

    extra_regions: str = setting(
        "",
        str,
        "names",
        "Regions of clouds that are newer than this version, separated by spaces; other names "
        "that it does not know are refused.",
    )
