"""Each connector against a server of the documented shape; what it saves can be read."""

import pytest
import yaml
from fetch_samples import ANSWERS, SET_ID, Answer

from ingest.fetch.__main__ import main
from ingest.formats import Options, files_of, missing, read_file

EFETCH = "/entrez/eutils/efetch.fcgi"


def fetched(service, folder, *arguments):
    return main([*arguments, "--out", str(folder), "--base-url", service.url, "--rate", "1000"])


@pytest.mark.parametrize(
    ("arguments", "path", "answer", "name", "kind"),
    [
        (("openfda", "Baclofen"), "/drug/label.json", "/drug/label.json", "openfda-baclofen.json", "drug-label"),
        (("dailymed", SET_ID.upper()), f"/dailymed/services/v2/spls/{SET_ID}.xml", None, f"dailymed-{SET_ID}.xml", "drug-label"),
        (("pmc", "PMC2222222"), EFETCH, "/pmc", "PMC2222222.xml", "trial"),
        (("pubmed", "33333333"), EFETCH, "/pubmed", "pubmed-33333333.xml", "trial"),
    ],
)
def test_what_a_connector_saves_can_be_read_and_cited(service, tmp_path, arguments, path, answer, name, kind):
    if answer:
        service.answers[path] = [ANSWERS[answer]]

    assert fetched(service, tmp_path, *arguments) == 0

    assert [file.name for file in files_of(tmp_path)] == [name]
    item = next(iter(read_file(tmp_path / name, Options(root=tmp_path))))
    assert item.reference.kind == kind
    assert missing(item.reference) == ()
    assert item.reference.url.startswith("https://")
    assert item.reference.licence
    assert len(item.reference.added) == 10
    assert service.asked[0][0] == path
    assert service.asked[0][2]["User-Agent"].startswith("spasm-qa/")


def test_openfda_is_asked_for_generic_or_brand_names_newest_first(service, tmp_path):
    fetched(service, tmp_path, "openfda", "Baclofen", "--limit", "2")

    query = service.asked[0][1]
    assert query == {
        "search": 'openfda.generic_name:"baclofen" openfda.brand_name:"baclofen"',
        "sort": "effective_time:desc",
        "limit": "2",
    }


def test_ncbi_is_told_who_asks_and_the_key_stays_out_of_the_sidecar(service, tmp_path, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "k3y")
    service.answers[EFETCH] = [ANSWERS["/pmc"]]

    fetched(service, tmp_path, "pmc", "2222222", "--email", "a@example.org")

    assert service.asked[0][1] == {
        "db": "pmc",
        "id": "2222222",
        "retmode": "xml",
        "tool": "spasm-qa",
        "email": "a@example.org",
        "api_key": "k3y",
    }
    assert "k3y" not in (tmp_path / "PMC2222222.xml.meta.yaml").read_text()


def test_a_web_page_gets_what_the_user_knows_of_it(service, tmp_path):
    code = fetched(service, tmp_path, "web", f"{service.url}/page#part", "--kind", "patient-information", "--licence", "CC BY 4.0")

    assert code == 0
    (path,) = files_of(tmp_path)
    assert path.suffix == ".html"
    sidecar = yaml.safe_load(path.with_name(f"{path.name}.meta.yaml").read_text())
    assert (sidecar["url"], sidecar["kind"], sidecar["licence"]) == (f"{service.url}/page", "patient-information", "CC BY 4.0")


@pytest.mark.parametrize(
    ("arguments", "answer", "message"),
    [
        pytest.param(
            ("openfda", "nosuchdrug"), Answer(404, "application/json", '{"error": {"code": "NOT_FOUND"}}'), "no label", id="openfda"
        ),
        pytest.param(("openfda", "baclofen"), Answer(200, "text/html", "<html>"), "sent no JSON", id="openfda-html"),
        pytest.param(("dailymed", SET_ID), Answer(404, "text/html", "no"), "status 404", id="dailymed"),
        pytest.param(("dailymed", SET_ID), Answer(200, "text/xml", "<spls/>"), "sent no label", id="dailymed-list"),
        pytest.param(
            ("pmc", "PMC1"), Answer(200, "text/xml", "<pmc-articleset><Reply error='x'/></pmc-articleset>"), "no article", id="pmc"
        ),
        pytest.param(("pmc", "PMC1"), Answer(400, "text/plain", "bad id"), "no record 1", id="pmc-400"),
        pytest.param(("pubmed", "1"), Answer(200, "text/xml", "<PubmedArticleSet></PubmedArticleSet>"), "no article 1", id="pubmed"),
        pytest.param(("pubmed", "1"), Answer(200, "application/json", "{}"), "sent no XML", id="pubmed-json"),
    ],
)
def test_what_a_service_does_not_have_is_said_and_nothing_is_saved(service, tmp_path, capsys, arguments, answer, message):
    for path in (*ANSWERS, EFETCH):
        service.answers[path] = [answer]

    assert fetched(service, tmp_path, *arguments) == 1

    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("openfda", 'x" OR "y'), id="quotes-in-a-name"),
        pytest.param(("dailymed", "../../etc/passwd"), id="path-as-set-id"),
        pytest.param(("pmc", "PMC12x"), id="pmcid"),
        pytest.param(("pubmed", "12&db=nuccore"), id="pmid"),
    ],
)
def test_an_item_of_the_wrong_form_is_not_asked_for(service, tmp_path, arguments):
    assert fetched(service, tmp_path, *arguments) == 2
    assert service.asked == []


def test_one_item_that_fails_does_not_stop_the_others(service, tmp_path, capsys):
    service.answers[EFETCH] = [Answer(200, "text/xml", "<PubmedArticleSet/>"), ANSWERS["/pubmed"]]

    assert fetched(service, tmp_path, "pubmed", "1", "33333333") == 1

    assert capsys.readouterr().out.endswith("pubmed-33333333.xml\n")


@pytest.mark.parametrize("arguments", [("nosuch", "x", "--out", "d"), ("pmc", "1"), ("pmc", "1", "--out", "d", "--rate", "0")])
def test_unusable_arguments_end_with_2(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_base_url_of_another_scheme_ends_with_2(tmp_path):
    assert main(["pmc", "1", "--out", str(tmp_path), "--base-url", "file:///etc"]) == 2


def test_a_folder_that_cannot_be_written_is_an_error(service, tmp_path, capsys):
    (tmp_path / "file").write_text("x")

    assert fetched(service, tmp_path / "file", "dailymed", SET_ID) == 1
    assert "cannot be written" in capsys.readouterr().err
