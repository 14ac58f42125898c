from django.contrib.postgres.operations import CreateCollation
from django.db import migrations

from foreign_affairs.collation import VI_ORDER


class Migration(migrations.Migration):
    """Vietnamese alphabetical order; on SQLite each connection registers it."""

    dependencies = [("foreign_affairs", "0001_initial")]

    operations = [CreateCollation(VI_ORDER, provider="icu", locale="vi-VN")]
