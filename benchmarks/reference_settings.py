"""The settings of the application for what its pages are compared with: same middleware."""

from foreign_affairs.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.reference_urls"
# Pages of the stock admin come from Django: ours with the same names look elsewhere.
TEMPLATES[0]["DIRS"] = []  # noqa: F405
