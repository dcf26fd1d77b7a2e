"""Originals of what the corpus cites: fetched by the best way, linked, resumable, and what could not be had is told."""

import json

import pytest
import yaml
from fetch_samples import ANSWERS, SET_ID, Answer

from ingest.fetch.__main__ import main
from ingest.fetch.originals import STATUS, ways
from ingest.formats import Options, read_file
from ingest.status import read_snapshot
from spasm_qa.types import Reference

EFETCH = "/entrez/eutils/efetch.fcgi"
TRIAL = {"id": "trial-a", "genre": "trial", "title": "Stretching for night cramps: a randomised trial", "PMCID": "PMC2222222"}
LABEL = {"id": "label-a", "genre": "drug-label", "title": "Label", "URL": f"https://dailymed.nlm.nih.gov/x.cfm?setid={SET_ID}"}
BARE = {"id": "book-a", "genre": "review", "title": "A book"}


@pytest.fixture
def cite(tmp_path, monkeypatch):
    """Return a function that makes a corpus which cites some works."""

    def make(*items):
        corpus = tmp_path / "corpus"
        corpus.mkdir(exist_ok=True)
        (corpus / "references.json").write_text(json.dumps(items), encoding="utf-8")
        monkeypatch.setenv("SPASM_QA_CORPUS", str(corpus))
        monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path / "home"))
        return tmp_path / "home" / "originals"

    return make


def run(service, *arguments):
    return main(["originals", *arguments, "--base-url", service.url, "--rate", "1000"])


def page(service, **fields):
    return {"id": "page-a", "genre": "patient-information", "title": "A page", "URL": f"{service.url}/page", **fields}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"pmcid": "PMC1", "pmid": "2", "url": "https://x.org/"}, [("pmc", "PMC1"), ("pubmed", "2"), ("web", "https://x.org/")]),
        (
            {"url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC77/"},
            [("pmc", "PMC77"), ("web", "https://pmc.ncbi.nlm.nih.gov/articles/PMC77/")],
        ),
        ({"url": "https://pubmed.ncbi.nlm.nih.gov/123/"}, [("pubmed", "123"), ("web", "https://pubmed.ncbi.nlm.nih.gov/123/")]),
        (
            {"url": f"https://api.fda.gov/drug/label.json?search=set_id%3A%22{SET_ID}%22"},
            [("dailymed", SET_ID), ("openfda-set", SET_ID)],
        ),
        ({"url": "javascript:alert(1)"}, []),
        ({}, []),
    ],
)
def test_full_text_comes_before_abstract_and_page(fields, found):
    assert ways(Reference("r", "trial", "T", "", **fields)) == found


def test_each_source_gets_its_original_with_licence_date_and_link(service, cite, capsys):
    folder = cite(TRIAL, LABEL, page(service), BARE)
    service.answers[EFETCH] = [ANSWERS["/pmc"]]

    assert run(service) == 1  # one could not be had

    names = sorted(path.name for path in folder.iterdir() if not path.name.endswith(".meta.yaml"))
    assert names == ["label-a--dailymed.xml", "page-a--web.html", "trial-a--pmc.xml"]
    for name in names:
        (item,) = read_file(folder / name, Options(root=folder))
        assert item.document.reference == name.partition("--")[0]
        assert item.document.id == item.reference.id == f"original/{item.document.reference}/{item.reference.id.rpartition('/')[2]}"
        assert item.reference.licence
        assert len(item.reference.added) == 10
    said = capsys.readouterr().err
    assert "3 fetched, 0 there already, 1 could not be had." in said
    assert "book-a: no number or address to fetch it by" in said
    assert "Now run `python -m ingest" in said


def test_what_lies_there_is_not_asked_for_again_unless_wanted(service, cite, capsys):
    cite(LABEL)
    run(service)
    asked = len(service.asked)

    assert run(service) == 0
    assert len(service.asked) == asked
    assert "0 fetched, 1 there already" in capsys.readouterr().err
    assert run(service, "--again") == 0
    assert len(service.asked) == asked + 1


def test_a_run_that_was_stopped_goes_on_where_it_was(service, cite, monkeypatch, capsys):
    folder = cite(LABEL, {**LABEL, "id": "label-b"})
    from ingest.fetch import originals

    real, calls = originals.save, []

    def stopping(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(originals, "save", stopping)
    assert run(service) == 1
    assert "Stopped" in capsys.readouterr().err
    assert (folder / "label-a--dailymed.xml").exists()

    assert run(service) == 0
    assert "1 fetched, 1 there already, 0 could not be had" in capsys.readouterr().err


def test_when_one_way_fails_the_next_is_tried(service, cite, capsys):
    folder = cite({**TRIAL, "PMID": "33333333", "title": "Magnesium for cramps"})
    service.answers[EFETCH] = [Answer(400, "text/plain", ""), ANSWERS["/pubmed"]]

    assert run(service) == 0
    assert (folder / "trial-a--pubmed.xml").exists()


def test_a_record_with_another_title_is_no_original(service, cite, capsys):
    folder = cite({**TRIAL, "title": "Quinine toxicity in dialysis patients, a registry"})
    service.answers[EFETCH] = [ANSWERS["/pmc"]]

    assert run(service) == 1
    assert "its title is another" in capsys.readouterr().err
    assert list(folder.glob("trial-a*")) == []


def test_what_cannot_be_read_is_not_kept(service, cite, capsys):
    folder = cite(page(service))
    service.answers["/page"] = [Answer(200, "text/html", "<html><body></body></html>")]

    assert run(service) == 1
    assert "holds no text" in capsys.readouterr().err
    assert list(folder.glob("page-a*")) == []


def test_a_page_that_its_site_closes_to_programs_is_left_alone(service, cite, capsys):
    cite(page(service))
    service.answers["/robots.txt"] = [Answer(200, "text/plain", "User-agent: *\nDisallow: /page\n")]

    assert run(service) == 1
    assert "asks programs not to fetch /page" in capsys.readouterr().err
    assert [path for path, _, _ in service.asked] == ["/robots.txt"]


def test_the_rules_of_a_site_are_read_once(service, cite):
    cite(page(service), page(service, id="page-b"))
    run(service)

    assert [path for path, _, _ in service.asked].count("/robots.txt") == 1


def test_a_work_that_is_retracted_by_its_own_record_is_listed_for_the_index(service, cite, capsys):
    folder = cite({**TRIAL, "PMCID": "", "PMID": "33333333", "title": "Magnesium for cramps"})
    body = ANSWERS["/pubmed"].body.replace(
        b"</PublicationTypeList>", b"<PublicationType>Retracted Publication</PublicationType></PublicationTypeList>"
    )
    service.answers[EFETCH] = [Answer(200, "text/xml", body)]

    run(service)

    assert "trial-a is retracted, says its record" in capsys.readouterr().err
    assert read_snapshot(folder / STATUS).by_key["id:trial-a"].status == "retracted"


def test_only_the_sources_named_are_fetched(service, cite, capsys):
    folder = cite(LABEL, {**LABEL, "id": "label-b"})

    assert run(service, "label-b") == 0
    assert [path.name for path in folder.glob("*.xml")] == ["label-b--dailymed.xml"]
    assert run(service, "nobody") == 2
    assert "the corpus cites no 'nobody'" in capsys.readouterr().err


def test_the_sidecar_names_the_source(service, cite):
    folder = cite(LABEL)
    run(service)

    fields = yaml.safe_load((folder / "label-a--dailymed.xml.meta.yaml").read_text(encoding="utf-8"))
    assert fields["reference"] == "label-a"
