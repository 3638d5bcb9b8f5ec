"""What can be wrong with a table."""


class TableError(Exception):
    """A file that no table can be read from; the message says why, and what would help."""
