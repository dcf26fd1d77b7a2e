"""Offline, in this order: load (file -> Document), split (Document -> Passage), embed (Passage -> vector), store (vector -> index)."""
