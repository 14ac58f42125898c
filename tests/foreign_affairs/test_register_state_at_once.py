"""Who writes does not wait for another to commit, only because both leave their mark.

A module of its own: these tests commit, which they could not do inside the transaction in which
a module keeps the shipped register.
"""

import threading

import pytest
from django.db import connections, transaction

from foreign_affairs.models import WriteMark
from foreign_affairs.register_state import register_state
from tests.factories import make_partner, make_source

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_writers_do_not_wait_for_each_other() -> None:
    other = make_partner()
    states: list[str] = []

    def write() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        try:
            other.save()
            states.append(register_state())
        finally:
            connections["default"].close()

    before = register_state()
    with transaction.atomic():
        make_source()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(10)
        assert len(states) == 1
        assert states[0] != before
    # Both are told.
    assert register_state() not in (before, states[0])
    assert WriteMark.objects.count() >= 2
