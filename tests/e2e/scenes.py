"""The accounts that the demo can scan: one scene for each cloud."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.stage import Stage
from tests.emulator.account.account import REGIONS
from tests.emulator.account.demo import story
from tests.emulator.arm import SUBSCRIPTION
from tests.emulator.arm.scaled import AUTHORITY, scaled, signing_in
from tests.emulator.gcp import PROJECT
from tests.emulator.gcp.server import KEY_FILE, served
from tests.emulator.server import emulator
from tests.emulator.serving import serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An emulated account, and how to connect it.

    Attributes:
        account: what it is, for people.
        environ: the variables of the worker, whose values have `{directory}` to fill in.
        before: starts what the worker has to know from its start, and returns its variables.
        fill: starts the account until the end of a block, and returns its URL.
        options: the options of `posture integration create`, without the URL.
        attributes: the attributes of its `posture_integration`, without the URL.
    """

    cloud: str
    account: str
    environ: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[ExitStack], Mapping[str, str]] = lambda _running: {}
    fill: Callable[[ExitStack, Stage], str]
    options: tuple[str, ...]
    attributes: Mapping[str, object]

    def environ_in(self, running: ExitStack, directory: Path) -> dict[str, str]:
        """Return the variables of the worker of a demo in this directory."""
        filled = {name: value.format(directory=directory) for name, value in self.environ.items()}
        return {**filled, **self.before(running)}

    def connect(self, url: str) -> tuple[str, ...]:
        """Return the command that connects the account."""
        options = (*self.options, "--endpoint-url", url)
        return ("integration", "create", "production", *options)

    def configuration(self) -> str:
        """Return the configuration of Terraform that connects the account and has it scanned."""
        width = max(map(len, (*self.attributes, "endpoint_url")))
        values = {name: json.dumps(value) for name, value in self.attributes.items()}
        values["endpoint_url"] = "var.account_url"
        lines = [f"    {name:{width}} = {value}" for name, value in values.items()]
        return _CONFIGURATION.format(cloud=self.cloud, attributes="\n".join(lines))


_CONFIGURATION = """\
terraform {{
  required_providers {{
    posture = {{ source = "posture/posture" }}
  }}
}}

variable "account_url" {{
  type = string
}}

resource "posture_integration" "production" {{
  name           = "production"
  cloud_provider = "{cloud}"

  {cloud} = {{
{attributes}
  }}
}}

resource "posture_run" "after_apply" {{
  integration_id = posture_integration.production.id
}}

output "run_id" {{
  value = posture_run.after_apply.id
}}
"""


def _aws(running: ExitStack, _here: Stage) -> str:
    account = running.enter_context(emulator())
    story(account.url)
    return account.url


def _gcp(running: ExitStack, here: Stage) -> str:
    return running.enter_context(served(here.directory)).url


def _before_azure(running: ExitStack) -> Mapping[str, str]:
    subscription = scaled(1)
    running.enter_context(serving(subscription))
    return signing_in(subscription.url)


def _azure(_running: ExitStack, here: Stage) -> str:
    return here.environ[AUTHORITY]


SCENES: Mapping[str, Scene] = {
    one.cloud: one
    for one in (
        Scene(
            cloud="aws",
            account="an AWS account",
            fill=_aws,
            options=tuple(part for region in REGIONS for part in ("--region", region)),
            attributes={"regions": REGIONS},
        ),
        Scene(
            cloud="azure",
            account="an Azure subscription",
            before=_before_azure,
            fill=_azure,
            options=("--provider", "azure", "--subscription-id", SUBSCRIPTION),
            attributes={"subscription_id": SUBSCRIPTION},
        ),
        Scene(
            cloud="gcp",
            account="a Google Cloud project",
            environ={"GOOGLE_APPLICATION_CREDENTIALS": f"{{directory}}/{KEY_FILE}"},
            fill=_gcp,
            options=("--provider", "gcp", "--project-id", PROJECT),
            attributes={"project_id": PROJECT},
        ),
    )
}
