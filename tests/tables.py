"""Tables as a layout finds them in a file, without the file."""

from collections.abc import Mapping, Sequence

from foreign_affairs.records.tables import PassedOver, PassedRow, Row, Table


def table_of(
    headers: Sequence[str],
    *rows: Sequence[str | None],
    titles: Sequence[str] | Mapping[str, Sequence[str]] = (),
    sheets: Sequence[str] = (),
) -> Table:
    """A table with rows of cells in the order of the headers; None stands for no cell at all.

    `titles` are the lines above it, or those of each sheet; `sheets` name the sheet of each row.
    """
    found = []
    for number, cells in enumerate(rows, start=2):
        row = {
            header: cell for header, cell in zip(headers, cells, strict=True) if cell is not None
        }
        found.append(Row(number, row, sheets[number - 2] if sheets else ""))
    lines = titles if isinstance(titles, Mapping) else {"": titles}
    above = [
        PassedRow(1, PassedOver.TITLE, text, sheet)
        for sheet, texts in lines.items()
        for text in texts
    ]
    return Table("file", list(headers), found, above)
