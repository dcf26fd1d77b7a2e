"""A label makes its medicine one that can be asked about."""

import pytest

from ingest.build import update
from ingest.medicines import labelled, with_medicines
from spasm_qa.lexicon import Lexicon
from spasm_qa.library import Library
from spasm_qa.settings import Settings
from spasm_qa.types import Reference

LABEL = """<?xml version="1.0"?><document xmlns="urn:hl7-org:v3"><setId root="aaaaaaaa-2222-4333-8444-555555555555"/><component>
<structuredBody><component><section><subject><manufacturedProduct><manufacturedProduct><name>Flexocramp</name><asEntityWithGeneric>
<genericMedicine><name>Flexocramin</name></genericMedicine></asEntityWithGeneric></manufacturedProduct></manufacturedProduct></subject>
</section></component><component><section><code code="34070-3"/><title>4 CONTRAINDICATIONS</title><text><paragraph>Flexocramin must not be
taken with liver disease.</paragraph></text></section></component></structuredBody></component></document>"""
VOCABULARY = {"drugs": [{"id": "baclofen", "generic": "baclofen", "brands_and_synonyms": ["Lioresal"]}]}
BEYOND = {"drugs": [{"name": "sertraline", "also": ["Zoloft"]}]}


@pytest.mark.parametrize(
    ("kind", "title", "names"),
    [
        ("drug-label", "Flexocramp (flexocramin) drug label", ("flexocramin", "flexocramp")),
        ("drug-label", "Flexocramin drug label", ("flexocramin",)),
        ("drug-label", "A Word document", ()),
        ("drug-label", "Aspirin and codeine and six more in one drug label", ()),
        ("guideline", "Flexocramp (flexocramin) drug label", ()),
    ],
)
def test_the_names_of_a_label_s_medicine_are_in_its_title(kind, title, names) -> None:
    assert labelled(Reference("a", kind, title, "")) == names


def test_names_that_neither_list_knows_are_added_once() -> None:
    labels = [("flexocramin", "flexocramp"), ("flexocramin", "cramex"), ("baclofen", "newbac"), ("zoloft",), ()]
    found = with_medicines(BEYOND, VOCABULARY, labels)

    assert found["drugs"] == [*BEYOND["drugs"], {"name": "flexocramin", "also": ["flexocramp", "cramex"]}]
    assert BEYOND["drugs"] == [{"name": "sertraline", "also": ["Zoloft"]}]
    assert Lexicon(VOCABULARY, found).read("Is Cramex safe?").of("other-drug") == ("flexocramin",)


def test_what_a_remedy_is_for_is_no_name_of_a_medicine() -> None:
    vocabulary = {**VOCABULARY, "conditions": [{"id": "muscle-cramp", "lay": ["leg cramps"]}]}
    found = with_medicines(BEYOND, vocabulary, [("leg cramps",), ("arnica montana", "leg cramps")])

    assert found["drugs"] == [*BEYOND["drugs"], {"name": "arnica montana", "also": []}]


def test_an_index_with_a_label_knows_its_medicine(tmp_path, tiny, embedder) -> None:
    (tmp_path / "label.xml").write_text(LABEL, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", corpus=tiny, embedding=embedder.name)
    update([tmp_path / "label.xml"], None, settings, embedder=embedder)
    (build,) = settings.index.glob("build-*")
    library = Library(build / "library.sqlite")

    assert {"name": "flexocramin", "also": ["flexocramp"]} in library.extra("beyond")["drugs"]
