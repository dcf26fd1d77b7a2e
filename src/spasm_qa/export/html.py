"""A conversation as one HTML file that needs nothing else: readable on a phone, in the dark and on paper."""

from collections.abc import Iterator
from html import escape

from spasm_qa.export.blocks import Block, Saved, blocks

STYLE = """
:root { color-scheme: light dark; --ink: #0c1619; --soft: #45555a; --line: #c3d1d3; --paper: #fff; --link: #0b5d7a; --alert: #a01818; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eeef; --soft: #b9c7ca; --line: #3a4c51; --paper: #10191c; --link: #8ecae0; --alert: #ff9d94; }
}
body { margin: 0 auto; padding: 1.5rem 1.2rem 3rem; max-width: 42rem; font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .4rem; } h1.part { font-size: 1.5rem; margin-top: 3.5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.4rem 0 .3rem; padding-top: 1.4rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 1.5rem 0 .3rem; }
ul, ol { padding-left: 1.4rem; margin: .3rem 0; } li { margin: .45rem 0; }
small { display: block; } small, .facts, .understood, .disclaimer { color: var(--soft); font-size: .9rem; }
.facts { margin: 0; } a { color: var(--link); }
.alert { border: 2px solid var(--alert); border-radius: .5rem; padding: .7rem 1rem; font-weight: 600; color: var(--alert); }
.disclaimer { border-left: 3px solid var(--line); padding-left: .8rem; margin-top: 1.3rem; }
@page { margin: 20mm 18mm; }
@media print {
  :root { --ink: #000; --soft: #333; --line: #999; --paper: #fff; --link: #000; --alert: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } h1, h2, h3 { break-after: avoid; }
  li, .alert, .disclaimer { break-inside: avoid; }
  h1.part { break-before: page; }
  .references a { text-decoration: none; } .references a::after { content: " <" attr(href) ">"; font-size: 9pt; }
}
"""
ONE = {"title": "<h1>{}</h1>", "part": '<h1 class="part">{}</h1>', "question": "<h2>{}</h2>", "section": "<h3>{}</h3>", "text": "<p>{}</p>"}
LISTS = {"statement": "<ul>", "meta": "<ul>", "reference": '<ol class="references">'}


def to_html(saved: Saved) -> str:
    """Return the file; every text that comes from data is escaped, and there is no script in it."""
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    screen = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f"{screen}{policy}<title>{escape(saved.title)}</title>"
    body = "\n".join(_body(saved))
    return f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n'


def _body(saved: Saved) -> Iterator[str]:
    opened = ""
    for block in blocks(saved):
        list_ = LISTS.get(block.kind, "")
        if opened and opened != list_:
            yield f"</{opened[1:3]}>"
        if list_ and opened != list_:
            yield list_
        opened = list_
        yield _one(block)


def _one(block: Block) -> str:
    text = escape(block.text)
    if block.kind == "statement":
        return f"<li>{text}</li>"
    if block.kind == "meta":
        return f'<li style="list-style: none; margin-top: -.4rem"><small>{text}</small></li>'
    if block.kind == "reference":
        link = f' <a href="{escape(block.url)}" rel="noreferrer">Original</a>' if block.url else ""
        return f'<li value="{block.n}">{text}{link}</li>'
    return ONE.get(block.kind, f'<p class="{block.kind}">{{}}</p>').format(text)
