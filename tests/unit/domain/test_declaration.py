"""What merged requests declare stays within the limits of a run."""

from posture.domain.declaration import (
    MOST_CHARACTERS,
    MOST_DECLARATIONS,
    Declaration,
    TerraformPlace,
    declaration_of,
    decoded,
    encoded,
    merged,
)


def many(name: str, count: int, *, characters: int) -> dict[str, Declaration]:
    place = Declaration("a" * characters, "f" * characters, 1)
    return {f"{name}-{one}": place for one in range(count)}


def test_a_run_keeps_what_was_known_first() -> None:
    known = many("known", MOST_DECLARATIONS - 1, characters=1)
    others = many("other", 2, characters=1)
    assert [*merged(known, others)] == [*known, "other-0"]


def test_a_newer_declaration_of_an_asset_replaces_the_older_one() -> None:
    others = many("one", 1, characters=2)
    assert merged(many("one", 1, characters=1), others) == others


def test_what_one_request_knows_of_the_plan_is_kept() -> None:
    known = {"a": Declaration("a", in_plan=False), "b": Declaration("b", in_plan=False)}
    others = {"a": Declaration("moved"), "b": Declaration("b", in_plan=True)}
    found = merged(known, others)
    assert found["a"] == Declaration("moved", in_plan=False)
    assert found["b"] == Declaration("b", in_plan=True)
    assert declaration_of(found, "a") == found["a"]
    assert declaration_of(found, "c") is None


def test_long_texts_of_merged_requests_are_bounded_together() -> None:
    known = many("known", 400, characters=1_000)
    found = merged(known, many("other", 500, characters=1_000))
    assert [*found][:400] == [*known]
    assert 400 < len(found) < 900
    text = encoded(found)
    assert text is not None
    assert len(text) < 1.1 * MOST_CHARACTERS


def test_a_place_is_shown_as_what_is_known_of_it() -> None:
    address = "aws_s3_bucket.logs"
    known = [TerraformPlace(address, "main.tf", 4), TerraformPlace(address, "main.tf")]
    known.append(TerraformPlace(address))
    assert [one.source for one in known] == ["main.tf:4", "main.tf", None]
    assert [str(one) for one in known] == ["main.tf:4", "main.tf", address]


def test_the_columns_of_a_row_are_a_place_where_they_have_an_address() -> None:
    found = TerraformPlace.of_columns("aws_s3_bucket.logs", "main.tf", None)
    assert found == TerraformPlace("aws_s3_bucket.logs", "main.tf")
    assert TerraformPlace.of_columns(None, None, None) is None


def test_a_row_keeps_its_declarations_as_arrays() -> None:
    known = {"a": Declaration("aws_s3_bucket.a", "main.tf", 4, in_plan=True), "b": Declaration("b")}
    text = '{"a":["aws_s3_bucket.a","main.tf",4,true],"b":["b",null,null,null]}'
    assert encoded(known) == text
    assert decoded(text) == known
    assert (encoded({}), decoded(None)) == (None, {})


def test_the_row_of_an_earlier_version_knows_nothing_of_a_plan() -> None:
    assert decoded('{"a":["aws_s3_bucket.a","main.tf",4]}') == {
        "a": Declaration("aws_s3_bucket.a", "main.tf", 4)
    }
