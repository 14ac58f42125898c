"""Records in and out.

Bytes → sheets (`reading`) → tables (`layout`, with `headers`, `row_kinds` and `tables`), rows →
values (`columns`), values → records (`batch`, `writer`).
"""
