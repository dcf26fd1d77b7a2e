"""Reading, in this order: walk (folder -> files), sniff (file -> format), a module per format, loaded (text and bibliography).

`Apart` does all of it in a process of its own.
"""

from ingest.formats.apart import Apart
from ingest.formats.bibliography import KINDS, missing, write_sidecar
from ingest.formats.file import Options
from ingest.formats.loaded import Loaded
from ingest.formats.reading import read_file
from ingest.formats.sniff import reader_of
from ingest.formats.walk import files_of

__all__ = ["KINDS", "Apart", "Loaded", "Options", "files_of", "missing", "read_file", "reader_of", "write_sidecar"]
