"""gunicorn's own messages in the shape of the register's log.

Used by ``gunicorn --logger-class foreign_affairs.operation.gunicorn_log.GunicornLog``. gunicorn's
access log stays off: it would have addresses and searches, and each request has a line without it.
"""

import logging

from gunicorn.glogging import Logger

from foreign_affairs.operation.logs import JsonFormatter


class GunicornLog(Logger):
    """Messages of the master and the workers, written by `JsonFormatter`."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        for handler in logging.getLogger("gunicorn.error").handlers:
            handler.setFormatter(JsonFormatter())
