"""The settings of trusts and the issuers of job tokens."""

from posture.settings.variables import declared, networks, number, whole


@declared
class Identity:
    """The settings of trusts and the issuers of job tokens."""

    trusts_per_tenant: int = whole(100, "trusts", "Trusts of one tenant; more get 409.")
    exchanged_token_seconds: int = whole(
        3_600,
        "s",
        "Maximum lifetime of a token from the token exchange; trusts with a longer one are "
        "refused.",
        least=60,
    )
    exchange_bucket: int = whole(
        60, "requests", "Token exchanges that one address may request at once."
    )
    exchange_refill_per_second: float = number(
        1.0, "requests/s", "Token exchanges that one address may request steadily.", least=0.001
    )
    exchange_refusals_audited: int = whole(
        100,
        "rows/h",
        "Rows about refused exchanges that one process adds to the audit log for each trust; more "
        "are only logged.",
    )
    identity_token_bytes: int = whole(
        16_384, "bytes", "Maximum size of the token of a job in a token exchange.", least=1_024
    )
    identity_leeway_seconds: float = number(
        30.0, "s", "Maximum difference between the clocks of this server and of an issuer."
    )
    identity_lifetime_seconds: float = number(
        90_000.0, "s", "Maximum lifetime of the token of a job in a token exchange.", least=1.0
    )
    issuer_networks: str = networks(
        "Private networks in which issuers of job tokens may be, such as `10.1.0.0/16`."
    )
    issuer_timeout_seconds: float = number(
        5.0, "s", "Timeout of a request to an issuer.", least=0.05
    )
    issuer_answer_bytes: int = whole(
        262_144, "bytes", "Maximum size of a response of an issuer.", least=1_024
    )
    issuer_keys: int = whole(100, "keys", "Maximum number of keys of an issuer.")
    issuer_keys_seconds: float = number(
        3_600.0, "s", "Time for which the keys of an issuer are kept.", least=1.0
    )
    issuer_refresh_seconds: float = number(
        30.0, "s", "Minimum time between two looks for a key that an issuer did not have."
    )
    issuer_retry_seconds: float = number(
        5.0, "s", "Time after a failed request to an issuer in which no new one is sent."
    )
    issuer_fetches: int = whole(
        4, "issuers", "Issuers that one process reads at the same time for one tenant."
    )
    issuers_known: int = whole(256, "issuers", "Issuers whose keys one process keeps.")
