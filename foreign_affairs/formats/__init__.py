"""Formats for FORMAT_MODULE_PATH: Django's own would read 05/03/2024 as the third of May."""
