"""What hypothesis draws from in several tests."""

import contextlib
import datetime

from hypothesis import settings
from hypothesis import strategies as st

from foreign_affairs.dates import DateError, PartialDate

few = settings(max_examples=8)
"""For examples that start a process each; other runs of the suite try other ones."""

days = st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """A date of any precision."""
    lengths = st.sampled_from([len("2016"), len("2016-09"), len("2016-09-12")])
    first, second = (draw(days).isoformat()[: draw(lengths)] for _end in "ab")
    shape = draw(st.sampled_from(["{}", ">{}", "<{}", "{}/..", "../{}", "{}/{}"]))
    one, other = sorted([first, second], key=lambda text: PartialDate.parse(text).sort_key)
    with contextlib.suppress(DateError):
        return PartialDate.parse(shape.format(one, other))
    return PartialDate.parse(one)
