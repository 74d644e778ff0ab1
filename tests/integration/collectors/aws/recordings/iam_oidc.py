"""IAM: providers of identities by OpenID Connect, with an audience and without."""

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider"
KINDS = {"OidcProvider"}
LISTINGS = {"iam:ListOpenIDConnectProviders"}


def _answer(operation: str, members: str) -> str:
    return (
        f"<{operation}Response><{operation}Result>{members}</{operation}Result>"
        f"</{operation}Response>"
    )


def _provider(received: ReceivedCall) -> Body:
    ids = "" if received.names("open.example.com") else "<member>sts.amazonaws.com</member>"
    members = f"<Url>example.com</Url><ClientIDList>{ids}</ClientIDList>"
    return _answer("GetOpenIDConnectProvider", members)


LISTED = "".join(
    f"<member><Arn>{PLACE}/{name}.example.com</Arn></member>" for name in ("open", "named")
)
ANSWERS: dict[str, Recording] = {
    "iam:ListOpenIDConnectProviders": _answer(
        "ListOpenIDConnectProviders",
        f"<OpenIDConnectProviderList>{LISTED}</OpenIDConnectProviderList>",
    ),
    "iam:GetOpenIDConnectProvider": _provider,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open.example.com": {"iam_oidc_provider_audience_named"},
    f"{PLACE}/named.example.com": set(),
}
CALLS = {"iam:GetOpenIDConnectProvider": 2}
