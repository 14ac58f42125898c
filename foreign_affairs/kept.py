"""What is worked out once for a state of the register, and kept until something is written.

`of_state()` says in which state the register is for the request under way; inside of it `kept()`
remembers what depends on the register, the day and its own key alone, for all who come after.
Outside of it, as for staff, everything is worked out each time.
"""

import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError

from foreign_affairs.dates import today
from foreign_affairs.deployment import deployed_version

CACHE = "pages"
"""The cache of `settings.CACHES` in which everything of a state is."""

NOTHING = object()

Value = TypeVar("Value")

log = logging.getLogger(__name__)

_state: ContextVar[str | None] = ContextVar("state_of_register", default=None)


@contextmanager
def of_state(state: str) -> Iterator[None]:
    """What is read inside is read at this state of the register, or at a later one."""
    token = _state.set(state)
    try:
        yield
    finally:
        _state.reset(token)


def known_state() -> str | None:
    """The state of the register that the request under way began with; None where nobody asked."""
    return _state.get()


def kept(key: tuple[Any, ...], compute: Callable[[], Value]) -> Value:
    """The value of `compute()`, from the cache if it is there for this state of the register.

    `key` holds plain values (texts, numbers) and says everything that the value depends on beside
    the register and the day.
    """
    value: Any = known(key)
    if value is NOTHING:
        value = compute()
        remember(key, value)
    return value


def known(key: tuple[Any, ...]) -> Any:
    """What is kept under a key for this state of the register; NOTHING if nothing is."""
    state = _state.get()
    return NOTHING if state is None else recall(address_of(state, *key))


def remember(key: tuple[Any, ...], value: Any) -> None:
    """Keeps a value under a key, if the state of the register was asked for at all."""
    state = _state.get()
    if state is not None:
        keep(address_of(state, *key), value)


def address_of(state: str, *key: Any) -> str:
    """Where something is kept: the version of the program, the state, the day and its own key."""
    whole = repr((deployed_version(), state, today(), key))
    return sha256(whole.encode()).hexdigest()


def recall(address: str) -> Any:
    """What is kept there; NOTHING if nothing is. A cache that does not answer has nothing."""
    try:
        return caches[CACHE].get(address, NOTHING)
    except (RedisError, OSError, pickle.PickleError) as error:
        log.warning("The cache cannot be read: %s", error)
        return NOTHING


def keep(address: str, value: Any) -> None:
    """Keeps a value until midnight in Vietnam."""
    try:
        caches[CACHE].set(address, value, seconds_to_midnight())
    except (RedisError, OSError) as error:
        log.warning("The cache cannot be written: %s", error)


def seconds_to_midnight() -> int:
    midnight = timezone.make_aware(datetime.combine(today() + timedelta(days=1), time.min))
    return max(1, int((midnight - timezone.now()).total_seconds()))
