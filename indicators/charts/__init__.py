"""Drawings of figures, in three steps that know nothing of each other's work.

What may be compared (`spans`, `series`), where it is drawn (`scales`, `rows`, `columns`), and what
a page says beside it (`pages`); the drawing itself is in `templates/includes/figure_*.svg`.
"""
