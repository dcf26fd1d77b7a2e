"""The formulas, worked by hand."""

from math import log2

import pytest

from spasm_qa.evaluate.ranking import auc, ndcg, overlap, percentile, recall, reciprocal_rank, share


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(["x", "a"], {"a": 1}) == pytest.approx(1 / log2(3))


def test_ndcg_compares_with_the_judged_documents_in_their_best_order() -> None:
    gained = 1 / log2(2) + 3 / log2(3)
    best = 3 / log2(2) + 1 / log2(3)

    assert ndcg(["small", "great"], {"great": 3, "small": 1}) == pytest.approx(gained / best)


def test_a_document_below_the_cut_counts_nothing() -> None:
    ranked = [f"x{n}" for n in range(10)] + ["a"]

    assert ndcg(ranked, {"a": 1}) == recall(ranked, {"a": 1}, 10) == reciprocal_rank(ranked, {"a": 1}) == 0


def test_recall_is_the_share_of_the_relevant_documents() -> None:
    assert recall(["a", "x", "y", "z", "w", "b"], {"a": 1, "b": 2, "c": 0}) == 0.5


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["x", "b", "a"], {"a": 2, "b": 1}) == 0.5


def test_a_question_without_judgements_scores_0() -> None:
    assert ndcg(["a"], {}) == recall(["a"], {}) == reciprocal_rank(["a"], {}) == 0


def test_overlap_is_the_share_of_the_exact_neighbours() -> None:
    assert overlap(["a", "b"], ["b", "c"]) == 0.5


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([4.0, 1.0, 3.0, 2.0], p) for p in (0.5, 0.95)] == [2.0, 4.0]


def test_auc_counts_ties_half() -> None:
    # pairs: 0.9>0.5, 0.9>0.1, 0.5=0.5, 0.5>0.1
    assert auc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)


def test_auc_needs_both_sides() -> None:
    assert auc([0.3], []) is None


def test_a_share_says_how_many_it_stands_on() -> None:
    assert share([1, 0, 1]) == {"value": 0.6667, "n": 3}
    assert share([]) == {"value": None, "n": 0}
