"""Patient information of the US National Institutes of Health: MedQuAD's question files and MedlinePlus's health topics."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import year_in
from ingest.formats.body import Body, tidy
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded, loaded_record, shared_fields
from ingest.formats.markup import Node, child, children, descendants, local, parse_html, parse_xml, text_of
from ingest.formats.webpage import write_html

_PUBLISHERS = {
    "CancerGov": "National Cancer Institute",
    "CDC": "Centers for Disease Control and Prevention",
    "GARD": "Genetic and Rare Diseases Information Center",
    "GHR": "Genetics Home Reference, National Library of Medicine",
    "MPlusHealthTopics": "MedlinePlus, National Library of Medicine",
    "MPlusDrugs": "MedlinePlus, National Library of Medicine",
    "MPlusHerbsSupplements": "MedlinePlus, National Library of Medicine",
    "NHLBI": "National Heart, Lung, and Blood Institute",
    "NIDDK": "National Institute of Diabetes and Digestive and Kidney Diseases",
    "NIHSeniorHealth": "NIH Senior Health, National Institute on Aging",
    "NINDS": "National Institute of Neurological Disorders and Stroke",
}


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the document of a MedQuAD file, or each topic of a MedlinePlus file."""
    file = File(path, options)
    root = parse_xml(file)
    if local(root) == "health-topics":
        yield from _topics(file, root)
        return
    body = Body()
    answered = [pair for pair in descendants(root, "qapair") if tidy(text_of(child(pair, "answer")))]
    if not answered:
        raise file.error("no question has an answer", hint="MedQuAD leaves the answers of some sources out; use another file.")
    names = [tidy(text_of(node)) for node in descendants(root, "synonym")]
    if any(names):
        body.paragraph(f"Also called: {'; '.join(filter(None, names))}.")
    for pair in answered:
        question = tidy(text_of(child(pair, "question"))).replace(" ?", "?")
        body.heading(1, question[:1].upper() + question[1:])
        body.paragraph(text_of(child(pair, "answer")))
    yield loaded(file, body, _fields(root))


def _fields(root: Node) -> dict[str, str]:
    source, number, focus = root.get("source", ""), root.get("id", ""), tidy(text_of(child(root, "focus")))
    publisher = next((name for key, name in _PUBLISHERS.items() if source.startswith(key)), source)
    return {
        "id": f"{source}-{number}" if source and number else "",
        "kind": "patient-information",
        "title": focus[:1].upper() + focus[1:],
        "authors": publisher,
        "publisher": publisher,
        "url": root.get("url", ""),
        "licence": "MedQuAD, CC BY 4.0",
    }


def _topics(file: File, root: Node) -> Iterator[Loaded]:
    shared = shared_fields(file)
    year = year_in(root.get("date-generated", ""))  # a topic's own date is that of its first version
    topics = list(children(root, "health-topic"))
    if not topics:
        raise file.error("no health topic in it", hint="Fetch it again.")
    for topic in topics:
        body = Body()
        names = [tidy(text_of(node)) for node in children(topic, "also-called")]
        if any(names):
            body.paragraph(f"Also called: {'; '.join(filter(None, names))}.")
        summary = parse_html(text_of(child(topic, "full-summary")))
        if summary is not None:
            write_html(body, summary)
        if body.text:
            yield loaded_record(file, body, _topic_fields(topic, year), shared)


def _topic_fields(topic: Node, year: str) -> dict[str, str]:
    return {
        "id": f"medlineplus-{topic.get('id')}" if topic.get("id") else "",
        "kind": "patient-information",
        "title": topic.get("title", ""),
        "authors": "MedlinePlus",
        "year": year,
        "publisher": _PUBLISHERS["MPlusHealthTopics"],
        "url": topic.get("url", ""),
    }
