"""The bench: our server beside the bare limit in one run; `python -m bench`."""
