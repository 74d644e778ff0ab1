"""Exit codes, and advice for each error."""

from posture_client.errors import (
    ApiError,
    NotFoundError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
    WaitTimeoutError,
)
from posture_client.exits import CommandError, Exit, exit_of

__all__ = ["CommandError", "Exit", "failure_of"]

_ADVICE = {
    "missing_token": "Set POSTURE_TOKEN to a token that `posture token create` printed.",
    "invalid_token": "It is unknown or revoked: `posture token create` makes a new one.",
    "expired_token": "It has expired: `posture token create` makes a new one.",
    "run_not_finished": "It still runs: `posture gate RUN --wait` waits for its end.",
    "ip_not_allowed": "The token may not be used from this address.",
}


def failure_of(error: CommandError | PostureError | ModuleNotFoundError) -> CommandError:
    """Return the message, advice and exit code of an error."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or str(error)).partition(".")[0]
        text = f"the Python package {package} is missing: install cloud-posture-runs with its "
        return CommandError(text + "dependencies", Exit.USAGE)
    return CommandError(str(error), exit_of(error), advice=_advice(error))


def _advice(error: PostureError) -> str:
    match error:
        case UnreachableError():
            return "Is it running (`posture serve`)? Is --endpoint or POSTURE_ENDPOINT right?"
        case WaitTimeoutError(run=run) if run:
            return f"The run continues: `posture run show {run['id']}`."
        case NotFoundError():
            return "It does not exist, or it belongs to another tenant."
        case RateLimitedError():
            return f"Try again in {error.spoken_wait}. {error.limit}".rstrip()
        case ServerError():
            return "Try again in a moment; the log of the server has the request by its id."
        case _:
            return _advice_on(error) if isinstance(error, ApiError) else ""


def _advice_on(error: ApiError) -> str:
    if error.scope:
        return f"`posture token create --scope {error.scope} …` makes a new one."
    return _ADVICE.get(error.slug, "")
