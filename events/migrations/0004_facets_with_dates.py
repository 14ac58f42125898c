from typing import Any

from django.db import migrations

from foreign_affairs.postgresql_indexes import PostgreSQLIndex, RemovePostgreSQLIndex


class Migration(migrations.Migration):
    dependencies = [("events", "0003_indexes")]

    operations: list[Any] = [
        RemovePostgreSQLIndex(
            "delegation_facets",
            "events_delegation (direction, rank, channel, status) "
            "INCLUDE (id, count, persons, changed_at, checked_on) WHERE state = 'published'",
        ),
        # All columns by which lists are filtered, so that no filter reads the rows.
        PostgreSQLIndex(
            "delegation_facets",
            "events_delegation (direction, rank, channel, status) "
            "INCLUDE (id, count, persons, changed_at, checked_on, period_start, period_end) "
            "WHERE state = 'published'",
        ),
    ]
