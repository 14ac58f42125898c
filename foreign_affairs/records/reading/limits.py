"""How much of a file is read at most; what exceeds it is refused with a sentence."""

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 160 * 1024 * 1024
"""All that a zipped file (XLSX, XLSB, ODS, DOCX) holds."""
MAX_ROWS = 250_000
"""Of one sheet, without blank ones at the end of a workbook."""
MAX_COLUMNS = 500
"""Of a table."""
MAX_WIDTH = 16_384
"""Of a sheet, as in Excel."""
MAX_SHEETS = 250
MAX_CELL = 100_000
"""Characters of one cell."""
MAX_LINE = 4_000_000
"""Characters of one line of a text file."""
LONGEST_IN_EXCEL = 32_767

PROCESS_MEMORY = 350 * 1024 * 1024
"""Bytes of address space of the process that reads a workbook."""
PROCESS_SPOOL = 1024 * 1024 * 1024
"""Bytes of the rows it may write."""
MAX_SECONDS = 15


def seconds_for(size: int) -> int:
    """The seconds of processor time for a file of `size` bytes.

    A small file that takes longer is hostile; a large honest one needs about a second a megabyte.
    """
    return min(3 + 2 * size // 1024**2, MAX_SECONDS)
