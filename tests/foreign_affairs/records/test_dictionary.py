from django.conf import settings

from foreign_affairs.records.dictionary import dictionary
from foreign_affairs.records.resources import REGISTRY


def test_dictionary_in_docs_is_the_one_of_the_columns() -> None:
    written = (settings.BASE_DIR / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == "".join(dictionary()), (
        "run: manage.py data_dictionary > docs/data-dictionary.md"
    )


def test_dictionary_describes_every_column_of_every_file() -> None:
    text = "".join(dictionary())
    for resource in REGISTRY.values():
        section = text.partition(f"## {resource.file_name}.csv")[2].partition("\n## ")[0]
        for column in (*resource.all_columns(), *resource.rows):
            assert f"| `{column.name}` |" in section


def test_dictionary_has_the_words_of_the_office() -> None:
    section = "".join(dictionary()).partition("## delegations.csv")[2].partition("\n## ")[0]
    assert "tên đoàn; đoàn;" in section
    assert "- Một ô cho hai cột `count` và `persons`: số đoàn, số người;" in section
    assert "`out` ra; đoàn đi;" in section
