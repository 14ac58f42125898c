"""Records in and out.

Bytes → rows (`files`), rows → values (`columns`), values → records (`batch`, `writer`).
"""
