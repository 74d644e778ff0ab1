"""What moto leaves out of AWS Lambda: dead letters, and the list of a function's URLs."""

import json
from typing import Any
from urllib.parse import unquote

from moto.awslambda import urls as lambda_urls
from moto.awslambda.models import LambdaFunction
from moto.awslambda.responses import LambdaResponse


def add_lambda_settings() -> None:
    """Add them to every account of this process."""
    made: Any = LambdaFunction.__init__
    described: Any = LambdaFunction.get_configuration

    def made_with_dead_letter(self: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401  # moto ships no types
        made(self, *given, **named)
        spec = named.get("spec") or given[1]
        self.dead_letter_config = spec.get("DeadLetterConfig")

    def described_with_dead_letter(self: Any, on_create: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  # moto's own signature
        return described(self, on_create) | {"DeadLetterConfig": self.dead_letter_config}

    def list_function_url_configs(self: Any) -> str:  # noqa: ANN401  # as above
        name = unquote(self.path.rstrip("/").split("/")[-2])
        found = self.backend.get_function(name).url_config
        return json.dumps({"FunctionUrlConfigs": [found.to_dict()] if found else []})

    for owner, name, action in (
        (LambdaFunction, "__init__", made_with_dead_letter),
        (LambdaFunction, "get_configuration", described_with_dead_letter),
        (LambdaResponse, "list_function_url_configs", list_function_url_configs),
    ):
        setattr(owner, name, action)
    path = r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/urls/?$"
    lambda_urls.url_paths[path] = LambdaResponse.dispatch
