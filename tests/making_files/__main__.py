"""Makes those files of tests/files that cannot be read in a diff: `python -m tests.making_files`.

All content is invented. For the old workbooks and those with a password,
`pip install xlwt msoffcrypto-tool` first.
"""

from tests.making_files import documents, other_workbooks, texts, workbooks

texts.make_texts()
workbooks.make_report()
workbooks.make_layouts()
workbooks.make_cells()
documents.make_ods()
documents.make_docx()
documents.make_impostors()
other_workbooks.make_xlsb()
try:
    other_workbooks.make_xls()
except ImportError as missing:
    print(f"Not made again: the old workbooks, for want of {missing.name}.")  # noqa: T201
