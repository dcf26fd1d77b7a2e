"""Editorial review: content (what is judged) -> log (what was done) -> states (what holds) -> approvals (what a clone shows)."""
