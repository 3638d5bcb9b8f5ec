"""Tables in files, read where they are: nothing of them is sent anywhere.

`reading` knows the reader of every kind of file. A reader returns the columns of a table.
"""

from service.datasets.errors import TableError
from service.datasets.reading import read_table

__all__ = ["TableError", "read_table"]
