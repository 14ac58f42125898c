from typing import Any

from django.db import migrations, models

from foreign_affairs.postgresql_indexes import PostgreSQLIndex, RemovePostgreSQLIndex


class Migration(migrations.Migration):
    """What lists of many delegations are filtered, counted and summed up by, without the rows."""

    dependencies = [("events", "0003_indexes")]

    operations: list[Any] = [
        RemovePostgreSQLIndex(
            "delegation_facets",
            "events_delegation (direction, rank, channel, status) "
            "INCLUDE (id, count, persons, changed_at, checked_on) WHERE state = 'published'",
        ),
        PostgreSQLIndex(
            "delegation_columns",
            "events_delegation (id) INCLUDE (direction, rank, channel, status, count, persons, "
            "changed_at, checked_on, period_start, period_end, code) WHERE state = 'published'",
        ),
        # The ways to countries and partners, and back. The two of participants are for PostgreSQL
        # only: with them SQLite takes half a minute for the choices of a long list.
        PostgreSQLIndex(
            "delegationparticipant_delegation_id_covering",
            "events_delegationparticipant (delegation_id) "
            "INCLUDE (partner_id, organisation_id, country_id)",
        ),
        PostgreSQLIndex(
            "delegationparticipant_partner_id_covering",
            "events_delegationparticipant (partner_id) INCLUDE (delegation_id)",
        ),
        migrations.AddIndex(
            model_name="delegationcountry",
            index=models.Index(
                fields=["country", "delegation"], name="delegationcountry_country"
            ),
        ),
    ]
