"""The formulas of retrieval: nDCG, recall and reciprocal rank of ranked documents against graded judgements."""

import math
import statistics
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `k` documents, 0 to 1.

    DCG = sum over ranks i from 1 to k of grade(i) / log2(i + 1); nDCG = DCG / DCG of the judged documents in their best order.
    The gain is the grade itself, as in trec_eval and BEIR; documents without a judgement count 0.

    Source: Järvelin & Kekäläinen, TOIS 20(4), 2002, doi:10.1145/582415.582418.
    """
    best = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg([grades.get(document, 0) for document in ranked[:k]]) / best if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def recall(ranked: Sequence[str], grades: Mapping[str, int], k: int = 5) -> float:
    """Return the share of the relevant documents (grade above 0) that stand among the first `k`, 0 to 1.

    Source: Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, section 8.3.
    """
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """Return 1 / rank of the first relevant document among the first `k`, ranks from 1; 0 when there is none. Its mean is the MRR.

    Source: Voorhees, TREC-8 question answering track report, 1999.
    """
    return next((1 / rank for rank, document in enumerate(ranked[:k], 1) if grades.get(document, 0) > 0), 0.0)


def overlap(found: Sequence[str], exact: Sequence[str]) -> float:
    """Return the share of the exact nearest neighbours that an approximate search found."""
    return len(set(found) & set(exact)) / len(exact) if exact else 1.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half; None when a side is empty.

    Computed by ranks: (R - p(p + 1) / 2) / (p n), R the sum of the positives' mid-ranks among all.

    Source: Mann & Whitney 1947; Hanley & McNeil, Radiology 143, 1982, doi:10.1148/radiology.143.1.7063747.
    """
    if not positive or not negative:
        return None
    pairs = sorted([(value, True) for value in positive] + [(value, False) for value in negative])
    total, at = 0.0, 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and pairs[end][0] == pairs[at][0]:
            end += 1
        total += (at + 1 + end) / 2 * sum(is_positive for _, is_positive in pairs[at:end])
        at = end
    count = len(positive)
    return (total - count * (count + 1) / 2) / (count * len(negative))


def share(values: Sequence[float], digits: int = 4) -> dict[str, float | int | None]:
    """Return a mean with the number of values that it stands on; None when there are none."""
    return {"value": round(statistics.fmean(values), digits) if values else None, "n": len(values)}
