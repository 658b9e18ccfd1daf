"""Signing on through other directories, and who is whom in them."""
