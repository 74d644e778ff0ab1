"""A job from `terraform init` to its verdict, with the real Terraform and AWS provider."""

from pathlib import Path

import pytest

from tests.emulator.account.account import HOME
from tests.integration.cli.conftest import AWS
from tests.machine import need
from tests.plugins.ci.checkout import LEAK, arn
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.hosts import Pipeline
from tests.plugins.ci.wrappers import WRAPPERS
from tests.plugins.terraform.harness import environment

BUCKET = "pipeline-exports-acme"
MIRROR = """
provider_installation {{
  filesystem_mirror {{
    path = "{path}"
  }}
}}
"""
LEAKING = f"""
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}

provider "aws" {{
  region                      = "{HOME}"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  max_retries                 = 3
}}

resource "aws_s3_bucket" "exports" {{
  bucket = "{BUCKET}"
}}

resource "aws_s3_bucket_policy" "everybody" {{
  bucket = aws_s3_bucket.exports.id
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${{aws_s3_bucket.exports.arn}}/*"
    }}]
  }})
}}
"""


@pytest.mark.exhaustive
def test_what_an_apply_has_made_is_found_where_it_is_declared(
    site: Site, pipeline: Pipeline, tmp_path: Path
) -> None:
    need("terraform")
    config = MIRROR.format(path=need("aws-provider-mirror"))
    pipeline.directory.mkdir()
    (pipeline.directory / "main.tf").write_text(LEAKING)
    variables = environment(tmp_path, config) | AWS | {"AWS_ENDPOINT_URL": site.cloud}
    variables |= {"POSTURE_INTEGRATION": site.integration(), "POSTURE_CHECK": LEAK}
    (wrapper,) = [one for one in WRAPPERS if one.name == "jenkins"]
    ended = wrapper.run(
        pipeline, {name: text for name, text in variables.items() if name != "PATH"}
    )
    line = LEAKING.splitlines().index('resource "aws_s3_bucket" "exports" {') + 1
    assert ended.done.code == 1, ended.done.err
    (row,) = [row for row in ended.done.out.splitlines() if LEAK in row]
    assert row.split()[1:] == [LEAK, arn(BUCKET), f"main.tf:{line}", "aws_s3_bucket.exports"]
    assert BUCKET in ended.files["html"]
