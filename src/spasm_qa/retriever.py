"""The index as a LangChain retriever, for programs that are built from LangChain parts."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from spasm_qa.index import Index


class PassageRetriever(BaseRetriever):
    """Returns the `k` best passages as LangChain documents, best first, with key, document, heading and score as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    index: Index
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=hit.passage.text,
                metadata={"passage": hit.passage.key, "document": hit.passage.document, "heading": hit.passage.heading, "score": hit.score},
            )
            for hit in self.index.search(query, self.k)
        ]
