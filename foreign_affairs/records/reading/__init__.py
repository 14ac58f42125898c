"""Bytes → sheets: any file a Vietnamese office has, read within limits, as rows of cells.

`book.read_book` is the way in. Text files are read in place. Workbooks, documents, HTML and JSON
are read by a process of its own (`worker`), because what parses them may take all memory, never end
or take its whole process down over a damaged file; it leaves its rows in a temporary file
(`spool`). What runs in that process imports no Django, so that it starts quickly and knows no
secrets.
"""
