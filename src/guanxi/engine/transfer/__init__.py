"""Records in and out of files: imports with a dry run, progress and undo; exports of what a view shows."""
