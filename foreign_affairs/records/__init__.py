"""Records in and out: bytes → rows (`files`), rows → values (`columns`), values → records (`batch`)."""
