"""Online, in this order: condense, retrieve, select, compose, verify, personalise, render."""
