"""What can go wrong while fetching.

* SpasmQAError
  x FetchError    a service gave no usable answer
    + Refused       the address may not be fetched
    + NotFound      the service knows no such thing
  x QueryError    what was asked for has not the form that the service needs
"""

from spasm_qa.errors import SpasmQAError


class FetchError(SpasmQAError):
    """A service gave no usable answer."""

    hint = "Check the connection and try again later; already fetched files are kept."


class Refused(FetchError):
    """The address may not be fetched."""

    hint = "Only http and https addresses of public hosts are fetched; `--base-url` allows another host on purpose."


class NotFound(FetchError):
    """The service knows no such thing."""

    hint = "Check the spelling of the name or number."


class QueryError(SpasmQAError):
    """What was asked for has not the form that the service needs."""

    hint = "See `python -m ingest.fetch --help`."
