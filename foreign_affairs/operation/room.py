"""Room for the frames of calls, which Python otherwise takes from the system again and again."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[Any, Any], Iterable[bytes]]

ROOM = 17_000
"""Values that the frame of a call has room for: so many that Python takes 256 KB for it."""


def with_room(application: Application) -> Application:
    """The application, called with room for all frames of the calls that it makes.

    Python (3.11 and later) takes memory for frames from the system in pieces of 16 KB and gives a
    piece back when the last frame in it is left. Where a template is drawn just at the end of a
    piece, nearly each call in it takes and gives one: a quarter of the time of a page. What is
    streamed is made after the call, without that room.
    """

    def call(environ: Any, start_response: Any) -> Iterable[bytes]:
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM)
    return call
