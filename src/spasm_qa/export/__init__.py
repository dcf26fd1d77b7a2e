"""Answers and conversations as files to keep: blocks -> Markdown, HTML, PDF. The disclaimer comes with every reply."""
