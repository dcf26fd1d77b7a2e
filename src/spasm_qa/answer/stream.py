"""A chat model's structured reply as it grows; the only other module that speaks LangChain."""

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.outputs import LLMResult

    from spasm_qa.chat_model import ChatModel

MOST_CHARACTERS = 16_000
"""Of one reply: a stream that goes on is cut there."""
END = "end"
"""Last field of every schema: once it is there, nothing before it still grows."""


class TooLong(Exception):
    """The reply goes on for longer than any answer needs."""


async def stream(
    model: "ChatModel", system: str, data: str, schema: Mapping[str, Any], cost: dict[str, float]
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the reply as far as it has come, as parsed JSON that follows the schema, and add its tokens to the cost.

    LangSmith is kept out even where the environment asks for it: the reader was told of one place that gets the question, not of two.

    Raises:
        Exception: Whatever the provider raises.
    """
    from langchain_core.callbacks import BaseCallbackHandler
    from langsmith import tracing_context

    class Meter(BaseCallbackHandler):
        raise_error = run_inline = True
        characters = 0

        def on_llm_new_token(self, token: object, **kwargs: object) -> None:
            self.characters += max(1, len(token) if isinstance(token, str) else 1)
            if self.characters > MOST_CHARACTERS:
                raise TooLong

        def on_llm_end(self, response: "LLMResult", **kwargs: object) -> None:
            for generation in (each for group in response.generations for each in group):
                for name, tokens in _tokens(getattr(generation, "message", None)).items():
                    cost[name] = cost.get(name, 0) + tokens

    with tracing_context(enabled=False):
        structured = model.chat.with_structured_output(dict(schema))
        said, *parsers = getattr(structured, "steps", (structured,))
        source = said.astream([("system", system), ("human", data)], config={"callbacks": [Meter()]})
        parts = source
        for parser in parsers:
            parts = parser.atransform(parts)
        try:
            async for part in parts:
                if isinstance(part, dict):
                    yield part
        finally:  # a cancel may come while a parser works: nobody else closes the connection then
            await source.aclose()  # type: ignore[union-attr]


def _tokens(message: object) -> dict[str, int]:
    """Return the tokens of a reply as far as the provider tells them: in LangChain's form, else in OpenAI's."""
    usage = getattr(message, "usage_metadata", None) or {}
    told = (getattr(message, "response_metadata", None) or {}).get("token_usage") or {}
    found = {"input_tokens": told.get("prompt_tokens"), "output_tokens": told.get("completion_tokens")}
    return {name: int(usage.get(name) or value or 0) for name, value in found.items()}


def settled(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a growing reply without what may still grow: its last field, or the last item of that field."""
    *whole, last = part or (END,)
    if last == END:
        return part
    kept = {name: part[name] for name in whole}
    return {**kept, last: part[last][:-1]} if isinstance(part[last], list) and part[last][:-1] else kept
