"""The data dictionary as Markdown, made from the columns."""

from collections.abc import Iterator

from django.utils.translation import override

from foreign_affairs.records.columns import (
    BooleanColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    DecimalColumn,
    DerivedColumn,
    IntegerColumn,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
    TextColumn,
)
from foreign_affairs.records.resources import REGISTRY, RecordResource, resource_for

INTRODUCTION = """# Từ điển dữ liệu

Tệp này do `manage.py data_dictionary` viết từ chính các cột dùng để nhập và xuất; đừng sửa tay.

- Tệp CSV: UTF-8, dấu phẩy, dòng đầu là tên cột.
- Khi nhập: cột vắng mặt thì giữ nguyên, ô trống thì xóa.
- Số: dùng dấu chấm thập phân, không có dấu nhóm. Đúng/sai: `true`, `false`.
- Tham chiếu: mã (`code`) của bản ghi được nhắc tới; nhiều giá trị nối bằng `|`.
- Ngày biết tới đâu ghi tới đó: `2016-09-12`, `2016-09`, `2011`, `2018/2019`, `>2024-09` (sau),
  `<2024` (trước), `2004/..` (từ), `../2024-01-15` (đến).
- Cột *không công khai* chỉ có trong tệp của cán bộ.
"""


def dictionary() -> Iterator[str]:
    """The lines of the dictionary, a section a file, in Vietnamese with the English headings."""
    yield INTRODUCTION
    with override("vi"):
        for resource in REGISTRY.values():
            yield from section(resource)


def section(resource: type[RecordResource]) -> Iterator[str]:
    vi, en = (resource.get_display_name_in(language) for language in ("vi", "en"))
    yield f"\n## {resource.file_name}.csv – {vi} ({en})\n\n"
    natural_key = ", ".join(f"`{name}`" for name in resource.model.natural_key_fields)  # type: ignore[attr-defined]
    if natural_key:
        yield f"Dòng không có mã tìm bản ghi theo: {natural_key}.\n\n"
    yield "| cột | tiếng Việt | English | kiểu | công khai | ghi chú |\n|---|---|---|---|---|---|\n"
    for column in resource.all_columns():
        cells = (
            f"`{column.name}`",
            column.header("vi"),
            column.header("en"),
            type_of(column),
            "có" if column.is_public and resource.is_public else "không",
            column.help("vi"),
        )
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def type_of(column: Column | DerivedColumn) -> str:
    """What a cell of the column holds, in Vietnamese."""
    match column:
        case DerivedColumn():
            return "suy ra"
        case ChoiceColumn():
            return ", ".join(f"`{value}` {label}" for value, label in column.field.choices)
        case ReferenceColumn():
            return f"mã trong `{file_of(column)}`"
        case ReferencesColumn():
            return f"các mã trong `{file_of(column)}`"
        case PartialDateColumn():
            return "ngày biết tới đâu ghi tới đó"
        case DayColumn():
            return "ngày"
        case BooleanColumn():
            return "đúng/sai"
        case IntegerColumn():
            return "số nguyên"
        case DecimalColumn():
            return f"số, {column.field.decimal_places} chữ số thập phân"
        case TextColumn() if column.field.max_length:
            return f"chữ, nhiều nhất {column.field.max_length} ký tự"
    return "chữ"


def file_of(column: ReferenceColumn | ReferencesColumn) -> str:
    return f"{resource_for(column.target).file_name}.csv"
