"""An element of HTML, JATS or SPL -> blocks of a body: headings, paragraphs, list items, table rows."""

from collections.abc import Callable

from lxml import etree

from ingest.formats.body import Body
from ingest.formats.markup import BLOCKS, LINE_BREAKS, MARK, Node, children, local, superscript, text_of, without_marks

ITEMS = frozenset({"li", "item", "list-item"})


def write_blocks(body: Body, root: Node, *, level_of: Callable[[Node], int | None], drop: Callable[[Node], bool] = lambda _: False) -> None:
    """Write an element's blocks into `body`: headings where `level_of` gives a level, table rows as `a | b`, list items as lines."""
    writer = _Writer(body, level_of, drop)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            writer.close(node, tail="" if node is root else node.tail or "")
        elif writer.left_out(node, root) or writer.wrote_whole(node):
            walk.skip_subtree()
        else:
            writer.open(node)
    writer.flush()


class _Writer:
    """Gathers inline text until a block begins or ends."""

    def __init__(self, body: Body, level_of: Callable[[Node], int | None], drop: Callable[[Node], bool]) -> None:
        self.body, self.level_of, self.drop = body, level_of, drop
        self.run: list[str] = []
        self.item = False

    def open(self, node: Node) -> None:
        """Begin an element whose content is still to come."""
        if local(node) in BLOCKS:
            self.flush()
        self.item = self.item or local(node) in ITEMS
        self.run.append(" " if local(node) in LINE_BREAKS else node.text or "")

    def close(self, node: Node, *, tail: str) -> None:
        """End an element; its tail belongs to what follows."""
        if local(node) in BLOCKS:
            self.flush()
        self.run.append(tail)

    def left_out(self, node: Node, root: Node) -> bool:
        """Tell whether an element is not to be read; a citation mark leaves its place."""
        if node is root or not self.drop(node):
            return False
        self.run.append(MARK if local(node) == "xref" else "")
        return True

    def wrote_whole(self, node: Node) -> bool:
        """Write a heading, a row or a superscript at once; False for anything else."""
        level = self.level_of(node)
        if level is not None:
            self.flush()
            self.body.heading(level, text_of(node, self.drop))
        elif local(node) == "tr" and not self._is_layout(node):
            self.flush()
            self.body.row(text_of(cell, self.drop) for cell in children(node, "td", "th"))
        elif local(node) == "sup":
            self.run.append(superscript(self.run, node))
        else:
            return False
        return True

    def _is_layout(self, row: Node) -> bool:
        """Tell whether a row places parts of a page instead of holding data."""
        return any(local(inner) in {"table", "tr"} or self.level_of(inner) for inner in row.iterdescendants())

    def flush(self) -> None:
        """Write what was gathered as a paragraph or a list item."""
        text = without_marks("".join(self.run)).strip()
        self.run.clear()
        if text and self.item:
            self.body.line(f"- {text}")
            self.item = False
        elif text:
            self.body.paragraph(text)
