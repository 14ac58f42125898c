"""How the application is called by the server."""

import resource
from collections.abc import Iterable
from typing import Any

from foreign_affairs.operation.room import with_room


def work() -> None:
    for _ in range(500):
        need_more_than_one_step(0)


def need_more_than_one_step(a: int, b: int = 0, c: int = 0, d: int = 0, e: int = 0) -> None:
    """A call that cannot but be the last of a piece of memory at one of the depths."""


def at_depth(depth: int) -> None:
    return at_depth(depth - 1) if depth else work()


def faults_of_calls(depth: int) -> int:
    def application(environ: Any, start_response: Any) -> Iterable[bytes]:
        at_depth(depth)
        return []

    call = with_room(application)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call({}, None)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_no_call_at_any_depth_takes_memory_from_the_system_each_time() -> None:
    assert all(faults_of_calls(depth) < 250 for depth in range(400))


def test_answer_is_that_of_the_application() -> None:
    call = with_room(lambda environ, start_response: [environ["said"]])
    assert call({"said": b"hello"}, None) == [b"hello"]
