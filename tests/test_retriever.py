"""The LangChain retriever returns stored passages, best first."""

from spasm_qa.index import Index
from spasm_qa.retriever import PassageRetriever


def test_the_retriever_returns_stored_passages_best_first(index: Index) -> None:
    found = PassageRetriever(index=index, k=3).invoke("magnesium")

    assert [document.metadata["passage"] for document in found] == [hit.passage.key for hit in index.search("magnesium", 3)]
    assert all(index.library.passage(d.metadata["passage"]).text == d.page_content for d in found)
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
