"""JATS, PubMed, SPL and MedlinePlus files, and the XML that is refused."""

import pytest
from sample_files import everything, only

from spasm_qa.errors import CorpusError


def test_a_pmc_article_comes_with_its_bibliography(documents):
    item = only(documents / "article.xml")

    assert item.document.id == "PMC2222222"
    assert item.reference.text == (
        "Nowak AM, Cramp Study Group. Stretching for night cramps: a randomised trial. Example Journal of Muscle. "
        "2020. doi:10.5555/muscle.7."
    )
    assert (item.reference.kind, item.reference.pmid, item.reference.pmcid) == ("trial", "11111111", "PMC2222222")
    assert item.reference.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert item.document.sections[-2][1] == "Methods > Participants"


def test_an_article_loses_its_citation_marks_and_keeps_its_powers_of_ten(documents):
    text = only(documents / "article.xml").document.text

    assert "Cramps hurt. They affect 10^6 people.\n" in text
    assert "Group | n\nStretching | 40" in text
    assert "Somebody 1999" not in text


def test_a_retracted_article_says_so(documents, tmp_path):
    path = tmp_path / "a.nxml"
    text = (documents / "article.xml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("</abstract>", '</abstract><related-article related-article-type="retraction-forward"/>'), encoding="utf-8"
    )

    assert only(path).reference.status == "retracted"


def test_an_article_that_is_not_open_is_read_as_abstract_only(documents, tmp_path):
    path = tmp_path / "a.xml"
    text = (documents / "article.xml").read_text(encoding="utf-8")
    path.write_text(text[: text.index("<body>")] + "</article></pmc-articleset>", encoding="utf-8")

    assert only(path).warnings == ("Abstract only: the file holds no full text.",)


def test_a_reply_without_article_is_an_error_with_its_words(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text('<?xml version="1.0"?><pmc-articleset><Reply Id="9" error="The following PMCID is not available: 9"/></pmc-articleset>')

    with pytest.raises(CorpusError, match="holds no article: The following PMCID is not available"):
        only(path)


def test_a_pubmed_record_keeps_the_parts_of_its_abstract(documents):
    item = only(documents / "pubmed.xml")

    assert item.document.text == "Background\n\nCramps are common.\n\nResults\n\nNo difference (p = 0.4)."
    assert (item.document.id, item.reference.kind, item.reference.year) == ("PMID33333333", "trial", 2019)
    assert (item.reference.doi, item.reference.pmcid) == ("10.5555/mg.1", "PMC4444444")


CHAPTER = b"""<?xml version="1.0"?><PubmedArticleSet><PubmedBookArticle><BookDocument><PMID Version="1">31111111</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK999999</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>Example Publishing</PublisherName></Publisher><BookTitle book="b">ExamplePearls</BookTitle>
<PubDate><Year>2019</Year><Month>01</Month></PubDate></Book>
<ArticleTitle book="b" part="p">Muscle Cramps.</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Doe</LastName><Initials>J</Initials></Author></AuthorList>
<PublicationType UI="D000072643">Study Guide</PublicationType>
<Abstract><AbstractText>A cramp is sudden.</AbstractText></Abstract>
<ContributionDate><Year>2021</Year></ContributionDate><DateRevised><Year>2024</Year></DateRevised></BookDocument>
<PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">31111111</ArticleId></ArticleIdList></PubmedBookData>
</PubmedBookArticle></PubmedArticleSet>"""


def test_a_chapter_of_a_book_is_read_from_pubmed_like_an_article(tmp_path):
    (tmp_path / "chapter.xml").write_bytes(CHAPTER)
    item = only(tmp_path / "chapter.xml")

    assert item.document.text == "A cramp is sudden."
    assert (item.document.id, item.reference.title, item.reference.year) == ("PMID31111111", "Muscle Cramps", 2024)
    assert (item.reference.publisher, item.reference.url) == ("Example Publishing", "https://pubmed.ncbi.nlm.nih.gov/31111111/")


ENVELOPE = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><metadata>{}</metadata></record></GetRecord></OAI-PMH>'


def test_an_article_in_the_envelope_of_the_archive_s_harvesting_service_is_read(tmp_path):
    meta = '<article-meta><article-id pub-id-type="pmc">7</article-id><abstract><p>Cramps hurt.</p></abstract></article-meta>'
    article = f'<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.4/"><front>{meta}</front></article>'
    (tmp_path / "oai.xml").write_text(ENVELOPE.format(article), encoding="utf-8")
    (tmp_path / "none.xml").write_text(ENVELOPE.format("<error>idDoesNotExist</error>"), encoding="utf-8")

    assert (only(tmp_path / "oai.xml").document.id, only(tmp_path / "oai.xml").document.text) == ("PMC7", "Abstract\n\nCramps hurt.")
    with pytest.raises(CorpusError, match="holds no article: idDoesNotExist"):
        only(tmp_path / "none.xml")


def test_a_label_names_its_sections_by_their_code(documents):
    item = only(documents / "label.xml")

    assert item.document.text == (
        "Boxed warning: WARNING: SUDDEN STOPPING\n\nDo not stop suddenly.\n\n2 DOSAGE AND ADMINISTRATION\n\n- Start with 5 mg.\n"
        "- At most 80 mg a day.\n\n2.1 Kidney disease\n\nClearance | Dose\nunder 30 | avoid\n\nContraindications\n\nAllergy to it."
    )
    assert item.document.id == "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb"
    assert (item.reference.title, item.reference.year) == ("Examplo (examplofen) drug label", 2024)
    assert item.reference.kind == "drug-label"


def test_medquad_questions_are_headings_and_bare_questions_are_left_out(documents):
    item = only(documents / "questions.xml")

    assert item.document.text == "Also called: Torsion spasm.\n\nWhat is dystonia?\n\nA movement disorder."
    assert (item.document.id, item.reference.kind, item.reference.url) == (
        "NINDS-0000001",
        "patient-information",
        "https://example.org/dystonia",
    )


def test_a_medlineplus_topic_reads_its_summary(documents):
    (item,) = everything(documents / "topics.xml")

    assert item.document.text == "Also called: Charley horse.\n\nCramps are sudden.\n\n- Heat"
    assert (item.document.id, item.reference.year) == ("medlineplus-1", 2024)


BOMB = '<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><article><front/><body><p>&b;</p></body></article>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(BOMB.encode(), "declares XML entities", id="entity-bomb"),
        pytest.param(('<?xml version="1.0" encoding="utf-16"?>' + BOMB).encode("utf-16"), "declares XML entities", id="bomb-in-utf-16"),
        pytest.param(
            b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>', "declares XML", id="file-entity"
        ),
        pytest.param(b'<?xml version="1.0" encoding="UTF-7"?><article/>', "unknown encoding 'UTF-7'", id="odd-encoding"),
        pytest.param(b"<article><front><article-meta>", "truncated", id="truncated"),
        pytest.param(b"<article><p></article>", "line 1: the XML is broken", id="mismatched"),
        pytest.param(b"<article>\n\n<p>a & b</p></article>", "line 3: the XML is broken", id="bare-ampersand"),
        pytest.param(b'<?xml version="1.0"?><recipe/>', "unknown kind (<recipe>)", id="unknown-root"),
        pytest.param(b"<article>" + b"<sec>" * 5000 + b"</article>", "the XML is broken", id="too-deep"),
        pytest.param(b"<article><front/></article>", "holds no text", id="no-text"),
    ],
)
def test_unusable_xml_is_refused_with_its_reason(tmp_path, content, reason):
    path = tmp_path / "a.xml"
    path.write_bytes(content)

    with pytest.raises(CorpusError) as caught:
        only(path)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("a.xml")
    assert caught.value.hint
