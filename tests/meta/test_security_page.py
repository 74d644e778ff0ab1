"""The page of what the security tests prove: every area has promises, and each is made once."""

import runpy
from collections import Counter

from tests.meta.repository import ROOT
from tests.promises import Area

PAGE = runpy.run_path(str(ROOT / "backend" / "security_tests.py"))


def test_every_area_has_a_promise_and_every_promise_its_area() -> None:
    assert {one.area for one in PAGE["promises"]()} == set(Area.__members__)


def test_no_promise_is_made_twice() -> None:
    counted = Counter(one.text for one in PAGE["promises"]())
    assert [text for text, count in counted.items() if count > 1] == []
