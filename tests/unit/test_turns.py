"""Turns: the lines of several owners take turns, and each line keeps its order."""

from posture.turns import Turns


def filled(items: str) -> Turns[str, str]:
    turns: Turns[str, str] = Turns()
    for number, owner in enumerate(items):
        turns.put(owner, f"{owner}{number}")
    return turns


def emptied(turns: Turns[str, str]) -> list[str]:
    found = []
    while (item := turns.take()) is not None:
        found.append(item)
    return found


def test_the_only_item_of_an_owner_waits_for_one_of_each_other_owner() -> None:
    assert emptied(filled("bbbbca"))[:4] == ["b0", "c4", "a5", "b1"]


def test_the_items_of_one_owner_keep_their_order() -> None:
    assert emptied(filled("bbb")) == ["b0", "b1", "b2"]


def test_an_owner_that_is_not_allowed_keeps_its_turn() -> None:
    turns = filled("abab")
    assert turns.take(lambda owner: owner != "a") == "b1"
    assert turns.take() == "a0"
    assert turns.take(lambda _: False) is None
    assert len(turns) == 2


def test_what_is_put_back_is_the_first_of_its_owner() -> None:
    turns = filled("bb")
    first = turns.take()
    assert first == "b0"
    turns.put_back("b", first)
    assert emptied(turns) == ["b0", "b1"]


def test_items_are_counted_by_owner() -> None:
    turns = filled("abb")
    assert (len(turns), turns.count("b"), turns.count("c")) == (3, 2, 0)
    assert turns.owners == {"a", "b"}
    emptied(turns)
    assert (len(turns), "a" in turns) == (0, False)
