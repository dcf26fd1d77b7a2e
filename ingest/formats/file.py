"""One file of a user's folder: its checked size, its bytes, its text, and the errors that name it."""

import codecs
import hashlib
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spasm_qa.errors import CorpusError

MAX_LINE_BYTES = 20_000_000  # of formats read line by line; the limit on the whole file does not apply to them
UTF8_HINT = (
    "Save it as UTF-8, for example `iconv -f WINDOWS-1252 -t UTF-8 old.txt > new.txt`, "
    "or name its encoding in a sidecar: `encoding: cp1252`."
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may settle: the folder that ids are relative to, bibliographic fields, and limits."""

    root: Path | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 200_000_000
    max_seconds: float = 120.0


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class File:
    """A path with its options; reading goes through here so that every limit holds everywhere."""

    path: Path
    options: Options = DEFAULTS

    @property
    def name(self) -> str:
        """The path relative to the root, with `/`: what messages and `Document.path` show."""
        root = self.options.root
        if root is not None and self.path != root and self.path.is_relative_to(root):
            return self.path.relative_to(root).as_posix()
        return self.path.name

    @property
    def slug(self) -> str:
        """An id that stays the same while the file keeps its place; two files of one root never share one."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        parts = [re.sub(r"[^a-z0-9.]+", "-", part).strip("-.") for part in plain.split("/")]
        slug = "--".join(part for part in parts if part)[:120]
        if slug.replace("--", "/") == self.name:
            return slug
        digest = hashlib.sha256(self.name.encode("utf-8", "replace")).hexdigest()[:8]
        return f"{slug}-{digest}" if slug else digest

    def error(self, reason: str, *, line: int | None = None, hint: str | None = None) -> CorpusError:
        """Return the error that says why this file cannot be used."""
        place = f"{self.name}, line {line}" if line else self.name
        return CorpusError(f"{place}: {reason}", hint=hint)

    def check(self, *, streamed: bool = False) -> int:
        """Return the size in bytes. Raises CorpusError unless it is a regular, non-empty file within the root and the limit."""
        try:
            self._check_place()
            status = self.path.stat()
        except (OSError, ValueError, RuntimeError) as e:
            raise self.error(f"cannot be opened ({_reason(e)})", hint="Check the path and the access rights.") from e
        if not stat.S_ISREG(status.st_mode):
            raise self.error("not a regular file", hint="Give a file or a folder.")
        if status.st_size == 0:
            raise self.error("the file is empty", hint="Fetch or export it again.")
        if status.st_size > self.options.max_bytes and not streamed:
            limit = self.options.max_bytes // 1_000_000
            raise self.error(f"too large: {status.st_size / 1e6:.0f} MB, the limit is {limit} MB", hint="Split it, or raise the limit.")
        return status.st_size

    def _check_place(self) -> None:
        root = self.options.root
        if root is None or self.path == root:
            return
        folder = root if root.is_dir() else root.parent  # beside a single file lie its sidecars
        if not self.path.resolve().is_relative_to(folder.resolve()):
            raise self.error("leads outside of the folder given", hint="Copy the file into the folder instead of linking to it.")

    def content(self) -> bytes:
        """Return all bytes, after the checks."""
        self.check()
        try:
            with self.path.open("rb") as stream:
                data = stream.read(self.options.max_bytes + 1)
        except OSError as e:
            raise self.error(f"cannot be read ({_reason(e)})", hint="Check the access rights.") from e
        if len(data) > self.options.max_bytes:
            raise self.error("too large: it grew while it was read", hint="Try again when it is complete.")
        return data

    def head(self, size: int = 65_536) -> bytes:
        """Return the first bytes: enough to know the format."""
        self.check(streamed=True)
        try:
            with self.path.open("rb") as stream:
                return stream.read(size)
        except OSError as e:
            raise self.error(f"cannot be read ({_reason(e)})", hint="Check the access rights.") from e

    def text(self, encoding: str = "") -> str:
        """Return the whole content as text; see `decode`."""
        return self.decode(self.content(), encoding)

    def decode(self, data: bytes, encoding: str = "") -> str:
        """Return bytes as text: by byte order mark, else by `encoding`, else as UTF-8. Nothing is guessed or replaced."""
        marked = next((name for bom, name in _BOMS if data.startswith(bom)), "")
        if not marked and is_binary(data):
            raise self.error("binary content, not text", hint="Export it as PDF, DOCX, HTML, Markdown or text.")
        try:
            return data.decode(marked or encoding or "utf-8")
        except LookupError as e:
            raise self.error(f"unknown encoding {encoding!r}", hint=UTF8_HINT) from e
        except (UnicodeError, ValueError) as e:
            where = f" (byte {e.start})" if isinstance(e, UnicodeDecodeError) else ""
            raise self.error(f"not valid {(marked or encoding or 'utf-8').upper()} text{where}", hint=UTF8_HINT) from e

    def lines(self, encoding: str = "") -> Iterator[tuple[int, str]]:
        """Yield (number from 1, text) of each line without holding the file; a line is limited, the file is not."""
        self.check(streamed=True)
        with self.path.open("rb") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b""), start=1):
                if len(line) > MAX_LINE_BYTES:
                    raise self.error(f"a line of more than {MAX_LINE_BYTES // 1_000_000} MB", line=number, hint="One record a line.")
                try:
                    yield number, line.decode("utf-8-sig" if number == 1 and not encoding else encoding or "utf-8")
                except (LookupError, ValueError) as e:
                    raise self.error(f"not valid {(encoding or 'utf-8').upper()} text", line=number, hint=UTF8_HINT) from e


def is_binary(data: bytes) -> bool:
    """Tell whether bytes without a byte order mark are no text: a NUL, or more than 1 control character in 50."""
    sample = data[:65_536]
    return b"\0" in sample or len(_CONTROL.findall(sample)) * 50 > len(sample)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
