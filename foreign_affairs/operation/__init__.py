"""Keeping an installation running: moved, backed up, watched, logged, and told what is wrong."""
