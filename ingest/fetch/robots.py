"""What sites ask of programs that fetch many pages: their robots.txt, read once a site."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ingest.fetch.client import Client
from ingest.fetch.errors import FetchError, NotFound, Refused

AGENT = "spasm-qa"


@dataclass(slots=True)
class Robots:
    """Remembers the rules of each site."""

    client: Client
    _rules: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def check(self, url: str) -> None:
        """Raise Refused when the site asks programs not to fetch this page; a site without rules allows all."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._read(site)
        rules = self._rules[site]
        if rules is not None and not rules.can_fetch(AGENT, url):
            raise Refused(f"{parts.netloc} asks programs not to fetch {parts.path[:80]}", hint="Open it in a browser and save it yourself.")

    def _read(self, site: str) -> RobotFileParser | None:
        rules = RobotFileParser()
        try:
            rules.parse(self.client.get(f"{site}/robots.txt").content.decode("utf-8", "replace").splitlines())
        except NotFound:
            return None
        except Refused:
            raise
        except FetchError:
            return None  # the page itself will say what is wrong
        return rules
