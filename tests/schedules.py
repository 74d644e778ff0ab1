"""Schedules of every form that the server accepts, for tests with generated values."""

from hypothesis import strategies as st

from posture.domain.schedule import FIELDS, LONGEST, Field, NeverDueError, parse


def schedules() -> st.SearchStrategy[str]:
    """Return a strategy of schedules that are due at some time."""
    texts = st.tuples(*map(_parts, FIELDS)).map(" ".join)
    return texts.filter(lambda text: len(text) <= LONGEST).filter(_is_ever_due)


def _parts(field: Field) -> st.SearchStrategy[str]:
    numbers = st.integers(field.least, field.greatest)
    texts = [numbers.map(str), numbers.map(lambda one: f"{one:0{field.digits}}")]
    if field.names:
        texts += [st.sampled_from(field.names), st.sampled_from(field.names).map(str.upper)]
    one = st.one_of(texts)
    step = st.integers(1, 99).map(lambda number: f"/{number}")
    span = st.builds("{}-{}".format, one, one)
    items = st.one_of(one, span, st.builds("{}{}".format, span, step))
    listed = st.lists(items, min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), st.builds("*{}".format, step), listed)


def _is_ever_due(text: str) -> bool:
    try:
        parse(text)
    except NeverDueError:
        return False
    return True
