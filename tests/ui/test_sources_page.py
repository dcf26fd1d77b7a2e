import pytest
from page_fakes import LABEL, TRIAL, words_on

from spasm_qa.ui import places
from spasm_qa.ui.catalogue import Span, cut, search


@pytest.fixture
def open_sources(open_app):
    def start(**address):
        app = open_app(None)
        app.switch_page(str(places.SOURCES))
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return start


def count(app):
    """How many sources are listed."""
    return [link.label for link in app.get("page_link")].count("Open this source")


def test_all_sources_are_listed_with_what_is_weak_about_them(open_sources):
    app = open_sources()

    assert not app.exception
    assert count(app) == 3
    assert "Forty people only." in words_on(app)


def test_sources_are_searched_by_word_and_filtered_by_kind(open_sources):
    app = open_sources()
    app.text_input(key="find").set_value("relaxant maker").run()
    assert count(app) == 1
    assert "**Label of a relaxant**" in words_on(app)

    app.selectbox(key="kind").select("trial").run()

    assert count(app) == 0
    assert "No source has all of these words" in words_on(app)


def test_a_source_shows_what_rests_on_it_and_where_to_check(open_sources):
    said = words_on(open_sources(source="trial-1"))

    assert r"Stretching \$x\$ before \*\*sleep\*\*" in said
    assert "What we take from it (2)" in said
    assert "not the source's wording" in said
    assert "**Where in the source:** Table 2" in said


def test_the_quoted_span_is_marked_and_comes_first(open_sources, library):
    statement = library.statements["stretch-null"]
    app = open_sources(source="trial-1", passage=statement.passage, span=f"0-{len(statement.text)}")

    marked = [each.value for each in app.markdown if "background" in each.value]
    assert marked == [":orange-background[**Calf stretching did not reduce cramps.**]"]
    assert marked[0] in app.get_by_key(f"passage-{statement.passage}").markdown[0].value


def test_a_document_of_ones_own_shows_its_text_with_the_span_marked(open_sources, library):
    note = next(key for key, document in library.documents_of().items() if document == "notes/clinic.txt")
    app = open_sources(source="notes/clinic.txt", passage=note, span="0-4")

    assert ":orange-background[**Walk**]" in [each.value for each in app.markdown]
    assert "source's own words" in words_on(app)


@pytest.mark.parametrize("span", ["", "7", "9-3", "a-b", "-1-4", "1" * 5000 + "-2"])
def test_a_span_that_is_none_marks_nothing(open_sources, library, span):
    app = open_sources(source="trial-1", passage=library.statements["stretch"].passage, span=span)

    assert not app.exception
    assert "background" not in words_on(app)


def test_an_unknown_source_is_said_and_the_list_shown(open_sources):
    app = open_sources(source="<b>nobody</b>")

    assert r"There is no source named \<b\>nobody\</b\>." in app.warning[0].value
    assert count(app) == 3


def test_search_wants_every_word():
    assert search([TRIAL, LABEL], "stretching journal", "") == [TRIAL]
    assert search([TRIAL, LABEL], "", "drug-label") == [LABEL]
    assert search([TRIAL, LABEL], "stretching maker", "") == []


def test_a_cut_keeps_the_span_and_some_text_around_it():
    assert cut("abcdefgh", Span(3, 5)) == ("abc", "de", "fgh")
    assert cut("abcdefgh", Span(3, 5), around=1) == ("c", "de", "f")
    assert cut("abc", Span(2, 9)) == ("ab", "c", "")
