"""Indexes that only PostgreSQL has: of a collation of its own, of trigrams, with undated rows last,
with columns beside the key.

They are in migrations and not in the models, because SQLite has no word for them; it sorts and
searches what a province has without them.
"""

from typing import Any

from django.db.migrations.operations import RunSQL


class PostgreSQLIndex(RunSQL):
    """An index by its name and what follows ON in CREATE INDEX; nothing on another database."""

    def __init__(self, name: str, on: str) -> None:
        self.name, self.on = name, on
        super().__init__(*self.statements())

    def statements(self) -> tuple[str, str]:
        """The way forwards and the way back."""
        return f"CREATE INDEX {self.name} ON {self.on}", f"DROP INDEX {self.name}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.name, self.on], {}

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create index {self.name} on PostgreSQL"


class RemovePostgreSQLIndex(PostgreSQLIndex):
    """Removes an index, of which `on` says how to make it again."""

    def statements(self) -> tuple[str, str]:
        create, drop = super().statements()
        return drop, create

    def describe(self) -> str:
        return f"Remove index {self.name} on PostgreSQL"
