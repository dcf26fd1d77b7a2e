"""A Chroma server that several processes share: the vectors of each build, the files that go with them, and which build is in use.

Each build is two collections: `spasm-qa-BUILD` holds the vectors, `spasm-qa-BUILD-files` the library and the lexical index in pieces, so
that a machine that never ingested anything fetches them once and searches on both sides. `spasm-qa-current` carries the manifest of the
build in use as its metadata, which the server replaces in one step.
"""

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from spasm_qa.builds import sweep
from spasm_qa.errors import IndexMissing, IndexStale, IndexUnreachable, SettingError
from spasm_qa.pieces import get, put

PREFIX = "spasm-qa-"
CURRENT = "spasm-qa-current"
FILES = "-files"
MANIFEST = "manifest"
SECONDS = 10.0
"""Most that a question waits for the server; writing a build may take longer, as the server orders its graph meanwhile."""
WRITE_SECONDS = 120.0
DAY_NS = 86_400 * 10**9
FIXED: dict[str, Any] = {"embedding_function": None}


class ChromaServer:
    """One server; connects when first asked, and again by itself after a failure."""

    def __init__(self, url: str) -> None:
        """Keep the address.

        Raises:
            SettingError: It is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError("SPASM_QA_CHROMA_URL is no address.", hint="Write http://HOST:PORT or https://HOST:PORT.")
        self.host, self.port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 8000)
        self.secure = parts.scheme == "https"
        self.place = f"{self.host}:{self.port}"
        self._client: Any = None

    @contextmanager
    def asked(self, seconds: float | None = None) -> Iterator[Any]:
        """Give the client of the library, connected, for `SECONDS` or as given; whatever goes wrong is told in the server's name.

        Raises:
            IndexUnreachable: It does not answer, not in time, or is none that can be used.
            IndexStale: The collection asked for is not there any more.
        """
        from chromadb.errors import ChromaError, NotFoundError

        seconds = seconds or SECONDS
        try:
            client = self._client = self._client or self._connected()
            client._server._session.timeout = seconds  # the library has no setting for it and would wait for ever
            yield client
        except httpx.TimeoutException as e:
            raise IndexUnreachable(f"The Chroma server at {self.place} did not answer within {seconds:g} seconds.") from e
        except httpx.TransportError as e:
            raise IndexUnreachable(f"The Chroma server at {self.place} does not answer.") from e
        except NotFoundError as e:
            self.close()  # another server may stand there now
            raise IndexStale(f"The Chroma server at {self.place} does not have this build any more.", hint="Try again in a moment.") from e
        except (ChromaError, httpx.HTTPError, ValueError) as e:
            self.close()
            raise IndexUnreachable(f"The Chroma server at {self.place} cannot be used ({e}).") from e

    def close(self) -> None:
        """Let go of the connection; the next question makes a new one."""
        client, self._client = self._client, None
        if client is not None:
            disconnect(client)

    def _connected(self) -> Any:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        found = httpx.get(f"{'https' if self.secure else 'http'}://{self.place}/api/v2/version", timeout=SECONDS)
        version = found.json() if found.status_code == httpx.codes.OK else f"none (status {found.status_code})"
        if not str(version).startswith("1."):
            raise IndexUnreachable(
                f"At {self.place} is no Chroma server of version 1: it gives its version as {str(version)[:40]!r}.",
                hint="Start the server that comes with this installation: `chroma run --path DIR`.",
            )
        return chromadb.HttpClient(self.host, self.port, ssl=self.secure, settings=ChromaSettings(anonymized_telemetry=False))

    def manifest(self) -> dict[str, Any]:
        """Return the manifest of the build in use.

        Raises:
            IndexMissing: Nothing was put here yet.
            IndexUnreachable: The server does not answer.
        """
        from chromadb.errors import NotFoundError

        with self.asked() as client:
            try:
                manifest = json.loads((client.get_collection(CURRENT, **FIXED).metadata or {})[MANIFEST])
            except (NotFoundError, KeyError) as e:
                raise IndexMissing(f"There is no index on the Chroma server at {self.place} yet.") from e
        if not isinstance(manifest, dict) or not isinstance(manifest.get("build"), str):
            raise IndexStale(f"The Chroma server at {self.place} holds no manifest of an index.")
        return manifest

    def collection(self, build: str) -> Any:
        """Return the vectors of a build."""
        with self.asked() as client:
            return client.get_collection(f"{PREFIX}{build}", **FIXED)

    def create(self, build: str, configuration: Mapping[str, Any]) -> tuple[Any, int]:
        """Return a new collection for the vectors of a build, and how many vectors the server takes at once."""
        with self.asked(WRITE_SECONDS) as client:
            made = client.create_collection(f"{PREFIX}{build}", configuration=dict(configuration), **FIXED)
            return made, int(client.get_max_batch_size())

    def publish(self, manifest: Mapping[str, Any], folder: Path, *, keep: str) -> dict[str, Any]:
        """Put the files of a build beside its vectors and switch to it; `keep` names the build before, which stays for its readers."""
        build = folder.name
        with self.asked(WRITE_SECONDS) as client:
            files = client.create_collection(f"{PREFIX}{build}{FILES}", configuration={"hnsw": {"space": "l2"}}, **FIXED)
            whole = {**manifest, "files": put(files, folder)}
            client.get_or_create_collection(CURRENT, **FIXED).modify(metadata={MANIFEST: json.dumps(whole)})
            self._sweep(client, {build, keep})
        return whole

    def drop(self, build: str) -> None:
        """Remove what there is of a build that failed."""
        from chromadb.errors import NotFoundError

        for name in (f"{PREFIX}{build}", f"{PREFIX}{build}{FILES}"):
            with self.asked(WRITE_SECONDS) as client:
                try:
                    client.delete_collection(name)
                except NotFoundError:
                    continue

    def _sweep(self, client: Any, keep: set[str]) -> None:
        """Remove the builds before the last; one that is newer may be another machine's, still in the making, and has a day."""
        for name in [each.name for each in client.list_collections()]:
            build = name.removeprefix(PREFIX).removesuffix(FILES)
            if name.startswith(f"{PREFIX}build-") and build not in keep and (build < min(keep) or time.time_ns() - _born(build) > DAY_NS):
                client.delete_collection(name)

    def fetch(self, manifest: Mapping[str, Any], folder: Path) -> Path:
        """Return the folder of a build's files on this machine; they are fetched once and appear all at once.

        Raises:
            IndexStale: They are not what the manifest says.
        """
        build = folder / str(manifest["build"])
        if build.is_dir():
            return build
        part = folder / f"part-{time.time_ns():x}"
        try:
            with self.asked(WRITE_SECONDS) as client:
                files = client.get_collection(f"{PREFIX}{build.name}{FILES}", **FIXED)
                get(files, manifest["files"], part)
            part.rename(build)
        except OSError:
            if not build.is_dir():  # else another process was quicker
                raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
        sweep(folder, keep={build.name})
        return build


def _born(build: str) -> int:
    """Return when a build was begun, in nanoseconds."""
    try:
        return int(build.removeprefix("build-"), 16)
    except ValueError:
        return 0


def disconnect(client: Any) -> None:
    """Close a client with its connections, which the library leaves open."""
    for each in (client, client._admin_client):
        each._server._session.close()
    client.close()


@cache
def server_at(url: str) -> ChromaServer:
    """Return the server of an address, the same one in a process."""
    return ChromaServer(url)
