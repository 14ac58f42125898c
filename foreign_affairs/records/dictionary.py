"""The data dictionary as Markdown, made from the columns."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

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
    RowsColumn,
    TextColumn,
)
from foreign_affairs.records.resources import REGISTRY, RecordResource, resource_for

INTRODUCTION = """# Từ điển dữ liệu

Tệp này do `manage.py data_dictionary` viết từ chính các cột dùng để nhập và xuất; đừng sửa tay.

- Tệp CSV: UTF-8, dấu phẩy, dòng đầu là tên cột. Văn bản bắt đầu như một công thức (`=`, `+`, `-`,
  `@`, tab…) có thêm dấu nháy đơn `'` ở đầu để không chạy trong Excel; khi nhập, dấu này được bỏ đi.
- Khi nhập: cột vắng mặt thì giữ nguyên, ô trống thì xóa.
- Số trong tệp của chương trình: dùng dấu chấm thập phân, không có dấu nhóm. Đúng/sai: `true`,
  `false`.
- Tham chiếu: mã (`code`) của bản ghi được nhắc tới; nhiều giá trị nối bằng `|`.
- Ngày biết tới đâu ghi tới đó: `2016-09-12`, `2016-09`, `2011`, `2018/2019`, `>2024-09` (sau),
  `<2024` (trước), `2004/..` (từ), `../2024-01-15` (đến).
- Cột *không công khai* chỉ có trong tệp của cán bộ.

Bảng của cơ quan được nhập như đang có: tiêu đề cột là tên cột, tiêu đề tiếng Việt, tiếng Anh hoặc
một từ ở cột *còn gọi là*, hoa hay thường, có dấu hay không, theo thứ tự nào cũng được; đơn vị của
số ghi trong ngoặc, ví dụ “Kinh phí (triệu đồng)”. Trong ô viết như vẫn viết: 05/03/2024, quý
III/2024, 7.434,4 (cả cột theo một kiểu số), 20 tỷ 418 triệu, 15 người, có/không, tên thay cho mã,
nhiều tên cách nhau bằng dấu chấm phẩy.
"""

JSON = """
## JSON cho trang khác và chương trình

Mỗi danh sách và mỗi trang chi tiết còn có dạng JSON, thêm `.json` vào địa chỉ thay cho gạch chéo
cuối: `/vi/partners/?country=kr` là `/vi/partners.json?country=kr`, `/vi/partners/daejeon/` là
`/vi/partners/daejeon.json`; bộ lọc và số trang (`page`) như trên trang. Trang của địa chỉ khác
được phép đọc (CORS). Lược đồ JSON Schema của mọi câu trả lời ở `/vi/data/schema.json`, trong
`$defs`, với tên `<tệp>_list` và `<tệp>_record`.

Các trang tập hợp nhiều loại bản ghi cũng vậy: dòng thời gian (`timeline.json`), lịch
(`calendar.json`, `calendar/2024.json`, `calendar/2024/1.json`), từng năm (`years.json`,
`years/2023.json`) và đính chính (`corrections.json`); lược đồ `<type>_list`. Mỗi dòng của dòng
thời gian, lịch và một năm là một `entry`: bản ghi đầy đủ ở địa chỉ trong `record`.

| khóa | ở đâu | nội dung |
|---|---|---|
| `type` | mọi câu trả lời | loại bản ghi |
| `name` | mọi câu trả lời, mỗi bản ghi | tên, theo ngôn ngữ của địa chỉ |
| `language` | mọi câu trả lời | ngôn ngữ của địa chỉ: `vi` hoặc `en` |
| `source` | mọi câu trả lời | tên để ghi nguồn khi dùng lại |
| `data_up_to` | mọi câu trả lời | dữ liệu đến khi nào |
| `licence` | mọi câu trả lời | địa chỉ của giấy phép |
| `documentation`, `schema` | mọi câu trả lời | từ điển của tập dữ liệu; lược đồ |
| `url` | danh sách, mỗi bản ghi | trang cho người đọc |
| `count` | danh sách | số bản ghi sau khi lọc (danh sách dạng cây: số gốc) |
| `page`, `pages` | danh sách | trang thứ mấy; số trang |
| `next`, `previous` | danh sách | địa chỉ JSON của trang sau, trang trước; `null` khi hết |
| `results` | danh sách | các bản ghi |
| `code`, `json_url` | mỗi bản ghi | mã; địa chỉ JSON |
| `changed_at` | mỗi bản ghi | lần sửa cuối |
| `values` | mỗi bản ghi, mỗi dòng | giá trị theo tên cột như trong tệp; ô trống là `null` |
| `words` | mỗi bản ghi, mỗi dòng | chữ cho người đọc của các cột từ và cột ngày |
| `kind` | mỗi dòng tập hợp | loại: tên loại bản ghi, `tie` quan hệ, `anniversary` kỷ niệm |
| `date`, `date_words` | mỗi dòng tập hợp | ngày biết tới đâu ghi tới đó; ngày bằng chữ |
| `status` | mỗi dòng tập hợp | trạng thái bằng chữ; `null` nếu không có |
| `is_certain` | mỗi dòng tập hợp | `false`: có thể không thuộc tháng, năm hay thời gian sắp tới |
| `record` | mỗi dòng tập hợp | tham chiếu bản ghi; của quan hệ và kỷ niệm: đối tác |
| `year` | từng năm | năm |
| `numbers` | từng năm | số theo loại: `counted` đếm được, `has_many` nguồn chỉ ghi “nhiều” |
| `decided_on`, `text` | đính chính | ngày quyết định; nội dung đính chính |
| `rows` | chi tiết | các dòng trong bản ghi, theo tên tệp của chúng |

Tham chiếu là một đối tượng có `code`, `name`, `url` và `json_url` (`null` khi không có trang
riêng); bản ghi không công khai không bao giờ được nhắc tới. Bộ lọc không hiểu được cho mã 400 với
`errors`: câu giải thích theo tên bộ lọc.
"""


def dictionary() -> Iterator[str]:
    """The lines of the dictionary, a section a file, in Vietnamese with the English headings."""
    yield INTRODUCTION
    yield JSON
    with override("vi"):
        for resource in REGISTRY.values():
            yield from section(resource)


def section(resource: type[RecordResource]) -> Iterator[str]:
    vi, en = (resource.get_display_name_in(language) for language in ("vi", "en"))
    yield f"\n## {resource.file_name}.csv – {vi} ({en})\n\n"
    natural_key = ", ".join(f"`{name}`" for name in resource.model.natural_key_fields)  # type: ignore[attr-defined]
    if natural_key:
        yield f"Dòng không có mã tìm bản ghi theo: {natural_key}.\n\n"
    yield from table(
        ("cột", "tiếng Việt", "English", "kiểu", "còn gọi là", "ví dụ", "công khai", "ghi chú"),
        (
            (
                f"`{column.name}`",
                column.header("vi"),
                column.header("en"),
                type_of(column),
                called(column),
                "" if isinstance(column, DerivedColumn) else column.example("vi"),
                "có" if column.is_public and resource.is_public else "không",
                column.help("vi"),
            )
            for column in resource.all_columns()
        ),
    )
    if resource.rows:
        yield "\nTrong bảng của cơ quan còn có các cột ghi tên cơ quan, người tham gia; tệp của"
        yield " chương trình không có, vì các dòng ấy có tệp riêng.\n\n"
        yield from table(
            ("cột", "tiếng Việt", "English", "thêm dòng vào", "còn gọi là", "ghi chú"),
            (
                (
                    f"`{rows.name}`",
                    rows.header("vi"),
                    rows.header("en"),
                    f"`{resource_for(rows.row_model).file_name}.csv`",
                    called(rows),
                    rows.help("vi"),
                )
                for rows in resource.rows
            ),
        )
    yield from other_words(resource)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}\n"
    for cells in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def called(column: Column | RowsColumn | DerivedColumn) -> str:
    """The other headings of the column, with those of a beginning and an end."""
    if isinstance(column, DerivedColumn):
        return ""
    words = column.words
    return "; ".join(dict.fromkeys((*words.headers, *words.starts, *words.ends)))


def other_words(resource: type[RecordResource]) -> Iterator[str]:
    """The headings of two columns, and the words that are understood besides the labels."""
    lines = [
        f"- Một ô cho hai cột `{one}` và `{other}`: {'; '.join(headings)}."
        for (one, other), headings in resource.pairs.items()
    ]
    lines += [
        f"- `{column.name}` hiểu thêm: "
        + ", ".join(
            f"`{value}` {'; '.join(words)}" for value, words in column.words.choices.items()
        )
        + "."
        for column in resource.columns()
        if column.words.choices
    ]
    if lines:
        yield "\n" + "\n".join(lines) + "\n"


def type_of(column: Column | DerivedColumn) -> str:
    """What a cell of the column holds, as Markdown in Vietnamese."""
    match column:
        case ChoiceColumn():
            return ", ".join(f"`{value}` {label}" for value, label in column.field.choices)
        case ReferenceColumn() | ReferencesColumn():
            words = type_words(column)
            return words.replace(file_of(column), f"`{file_of(column)}`")
    return type_words(column)


def type_words(column: Column | DerivedColumn | RowsColumn) -> str:
    """What a cell of the column holds, in the active language."""
    match column:
        case DerivedColumn():
            return pgettext("column", "derived")
        case ChoiceColumn():
            return _("one of these words:")
        case ReferenceColumn():
            return _("a code in %(file)s") % {"file": file_of(column)}
        case ReferencesColumn():
            return _("codes in %(file)s") % {"file": file_of(column)}
        case PartialDateColumn():
            return _("a date as far as it is known")
        case DayColumn():
            return pgettext("column", "a day")
        case BooleanColumn():
            return _("true or false")
        case IntegerColumn():
            return _("a whole number")
        case DecimalColumn():
            places = column.field.decimal_places
            return _("a number with %(places)d decimals") % {"places": places}
        case TextColumn() if column.field.max_length:
            return _("text of at most %(length)d characters") % {"length": column.field.max_length}
    return pgettext("column", "text")


def file_of(column: ReferenceColumn | ReferencesColumn) -> str:
    return f"{resource_for(column.target).file_name}.csv"
