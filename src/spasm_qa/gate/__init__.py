"""The gate between every generator and the screen: text, figures, names, polarity, nearness, one verdict."""

from spasm_qa.gate.support import Gate, Verdict

__all__ = ["Gate", "Verdict"]
