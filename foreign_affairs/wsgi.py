"""What gunicorn serves: ``gunicorn foreign_affairs.wsgi``."""

import gc
import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")

Application = Callable[[Any, Any], Iterable[bytes]]

ROOM = 17_000
"""Values that the frame of a call has room for: so many that Python takes 256 KB for it."""


def with_room(application: Application) -> Application:
    """The application, called with room for all frames of the calls that it makes.

    Python (3.11 and later) takes memory for frames from the system in pieces of 16 KB and gives a
    piece back when the last frame in it is left. Where a template is drawn just at the end of a
    piece, nearly each call in it takes and gives one: a quarter of the time of a page.
    """

    def call(environ: Any, start_response: Any) -> Iterable[bytes]:
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM)
    return call


application = with_room(get_wsgi_application())

# What a worker has loaded stays. Looked through with the rest for what can be thrown away, it would
# stop one page in thirty for a tenth of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
