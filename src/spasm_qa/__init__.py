"""spasm-qa: cited answers to follow-up questions about muscle spasms and leg cramps."""

__version__ = "0.1.0"
