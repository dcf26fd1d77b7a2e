"""Pages of kept PDF files as pictures: place (words -> characters of the page), child (a process that draws), render (asks it)."""
