"""The shape of a dossier, and its form as a Word document.

What stands in one is collected by the last app of the chain, `indicators.dossiers`, which may look
at all the others.
"""
