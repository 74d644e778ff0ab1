"""The settings of the sign-in of people with an identity provider."""

from posture.settings.variables import declared, password, setting, whole


@declared
class People:
    """The settings of the sign-in of people with an identity provider."""

    oidc_issuer: str = setting(
        "",
        str,
        "address",
        "Identity provider (OpenID Connect) with which people sign in to the console.",
    )
    oidc_client_id: str = setting("", str, "id", "Client id of this server at the provider.")
    oidc_client_secret: str = password("Secret of that client.")
    oidc_redirect_url: str = setting(
        "",
        str,
        "address",
        "Where the provider sends people back to, as it is registered there: "
        "`https://HOST/api/v2/session/oidc/callback`.",
    )
    oidc_rules: str = setting(
        "",
        str,
        "JSON",
        "Rules that map the provider's claims to a tenant and scopes; a person without a rule "
        "that matches is refused.",
        show=str,
    )
    oidc_name: str = setting(
        "single sign-on", str, "text", "Name of the provider on the console's sign-in page."
    )
    oidc_scopes: str = setting(
        "openid profile email", str, "scopes", "Scopes that the provider is sent."
    )
    oidc_refusals_audited: int = whole(
        100,
        "rows/h",
        "Rows about refused sign-ins that one process adds to the audit log; more are only logged.",
    )
    oidc_sign_in_seconds: int = whole(
        600, "s", "Time that a person has to sign in at the provider.", least=30
    )
    oidc_session_seconds: int = whole(
        43_200,
        "s",
        "Time after which a person must sign in with the provider again, whose rules then count.",
        least=60,
    )
