"""Where the page scripts lie, so that navigation, links and tests name the same files."""

from pathlib import Path

PAGES = Path(__file__).resolve().parent / "pages"
ARTICLE = PAGES / "article.py"
SOURCES = PAGES / "sources.py"
ABOUT = PAGES / "about.py"
DESK = PAGES / "desk.py"
