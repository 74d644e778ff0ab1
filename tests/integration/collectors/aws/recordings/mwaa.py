"""Airflow: a public environment and a private one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

PLACE = f"arn:aws:airflow:{HOME}:{ACCOUNT_ID}:environment"
LISTINGS = {"mwaa:ListEnvironments"}


def _environment(access: str) -> dict[str, object]:
    return {"Environment": {"Status": "AVAILABLE", "WebserverAccessMode": access}}


ANSWERS: dict[str, Recording] = {
    "mwaa:ListEnvironments": {"Environments": ["open", "closed"]},
    "mwaa:GetEnvironment": by_name(
        {"open": _environment("PUBLIC_ONLY"), "closed": _environment("PRIVATE_ONLY")}
    ),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {"mwaa_environment_web_server_private"},
    f"{PLACE}/closed": set(),
}
CALLS = {"mwaa:GetEnvironment": 2}
