"""The page of Terraform types says for each which checks evaluate it, or why none does."""

from importlib.util import module_from_spec, spec_from_file_location

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.aws.asset import AwsAsset
from posture_client.clouds.aws import AWS
from posture_client.clouds.aws_settings import CONFIGURES, USED_BY
from posture_client.terraform_ids import mapped
from posture_client.terraform_json import Instance
from tests.meta.repository import ROOT

SPEC = spec_from_file_location("terraform_types", ROOT / "backend" / "terraform_types.py")
assert SPEC is not None
assert SPEC.loader is not None
PAGES = module_from_spec(SPEC)
SPEC.loader.exec_module(PAGES)
NAMED: dict[str, str] = dict(PAGES.types())
CHECKS: dict[str, list[str]] = dict(PAGES.checks_by_asset())
EVALUATED = {name: asset for name, asset in NAMED.items() if asset in CHECKS}
# They configure other assets, or a whole region.
WITHOUT_ID = CONFIGURES.keys() | USED_BY.keys() | AWS.of_account.keys()
# Their ARNs have neither region nor account.
GLOBAL = {"aws_s3_bucket"}
ASSETS = {one.asset_type.__name__: one.asset_type for one in checks(CLOUDS)}


def _kinds(kind: type[AwsAsset]) -> dict[str, type[AwsAsset]]:
    found = {kind.__name__: kind}
    for one in kind.__subclasses__():
        found |= _kinds(one)
    return found


KINDS = {name: kind for root in ASSETS.values() for name, kind in _kinds(root).items()}


def test_the_page_is_up_to_date() -> None:
    assert PAGES.PAGE.read_text(encoding="utf-8") == PAGES.page()


def test_the_readme_has_the_numbers_of_the_page() -> None:
    ours = [one for one in checks(CLOUDS) if one.provider == "aws"]
    numbers = f"{len(ours)} checks of {len({one.service for one in ours})} services"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert numbers in readme
    assert numbers in PAGES.page()
    assert "668 checks of 89" in readme
    assert "668 checks of 89" in PAGES.page()


def test_the_page_has_the_150_types_used_most() -> None:
    assert len(NAMED) == 150


@pytest.mark.parametrize("name", sorted(NAMED.keys() - EVALUATED.keys()))
def test_a_type_without_checks_says_why(name: str) -> None:
    assert NAMED[name].endswith(".")
    assert " " in NAMED[name]
    assert name not in CONFIGURES
    assert name not in USED_BY


@pytest.mark.parametrize("name", sorted(EVALUATED.keys() - WITHOUT_ID))
def test_the_id_of_a_type_is_that_of_its_asset(name: str) -> None:
    shape = KINDS[EVALUATED[name]].arn
    prefix = shape.prefix if isinstance(shape.prefix, str) else shape.prefix[0]
    arn = f"arn:aws:{shape.service}:eu-west-1:111122223333:{prefix}it"
    if name in GLOBAL:
        arn = f"arn:aws:{shape.service}:::{prefix}it"
    one = Instance(f"{name}.it", name, {AWS.id_attribute(name): arn})

    found = mapped([one])

    assert found.ids == {one.address: (arn,)}
    assert shape.matches(arn)
