"""The settings of webhooks and their deliveries."""

from posture.settings.variables import declared, flag, networks, number, secret, whole


@declared
class Webhooks:
    """The settings of webhooks and their deliveries."""

    secret_key: str = secret(
        "Part of the keys that sign webhooks and seal the audit log, so that the database alone is "
        "not enough to forge either. It must be the same for all processes; a new value changes "
        "the secrets of all webhooks, and `posture audit seal` must run once."
    )
    webhooks_per_tenant: int = whole(20, "webhooks", "Webhooks of one tenant; more get 409.")
    webhook_allow_http: bool = flag(
        default=False, doc="Allow webhooks to unencrypted `http://` URLs."
    )
    webhook_networks: str = networks(
        "Private networks to which webhooks may be sent, such as `10.1.0.0/16`."
    )
    webhook_findings: int = whole(
        100,
        "findings",
        "Maximum number of findings in one delivery; it also has the number of all.",
        least=0,
    )
    webhook_rotation_seconds: float = number(
        86_400.0,
        "s",
        "Time for which the former secret of a webhook signs beside the new one.",
        least=0.0,
    )
    webhook_timeout_seconds: float = number(
        10.0, "s", "Timeout of an attempt to deliver.", least=0.05
    )
    webhook_answer_bytes: int = whole(
        16_384,
        "bytes",
        "Maximum size of a receiver's response head; its body is not read.",
        least=256,
    )
    webhook_attempts: int = whole(8, "attempts", "Attempts of a delivery before it is dead.")
    webhook_age_seconds: float = number(
        86_400.0, "s", "Age after which a delivery is not tried again.", least=0.0
    )
    webhook_retry_base_seconds: float = number(
        10.0, "s", "First wait before a delivery is tried again; it doubles each time.", least=0.0
    )
    webhook_retry_most_seconds: float = number(3_600.0, "s", "Maximum of this wait.", least=0.0)
    webhook_poll_seconds: float = number(
        1.0, "s", "Interval at which a process that executes runs looks for deliveries.", least=0.01
    )
    webhooks_in_flight: int = whole(
        16,
        "deliveries",
        "Deliveries of one process at the same time; there is one for each webhook.",
    )
