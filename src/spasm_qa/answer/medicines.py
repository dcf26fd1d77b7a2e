"""Which medicines a question is mostly about here, and which mostly stand beside them."""

from collections.abc import Sequence

RELAXANTS = frozenset(
    "cyclobenzaprine tizanidine baclofen methocarbamol carisoprodol metaxalone chlorzoxazone orphenadrine dantrolene diazepam".split()
)
"""What "a muscle relaxant" may be."""
OF_THE_FIELD = (RELAXANTS - {"diazepam"}) | frozenset(
    "muscle-relaxants antispasticity-drugs intrathecal-baclofen quinine magnesium pickle-juice l-carnitine mexiletine naftidrofuryl "
    "topical-rubs".split()
)
"""Medicines that are hardly asked about for anything else; painkillers, steroids, cannabis and others are."""
TREATMENTS = OF_THE_FIELD | frozenset(
    "diazepam gabapentinoids nabiximols botulinum-toxin vitamin-b6 vitamin-k2 vitamin-e vitamin-b-complex taurine bcaa".split()
)
"""Medicines that may be what a talk is about; any other one named beside them is a partner."""


def rival(new: str, before: Sequence[str]) -> str:
    """Return which of the medicines named before a new one takes the place of: treatment for treatment, partner for partner."""
    same = [name for name in before if (name in TREATMENTS) == (new in TREATMENTS)]
    return next(iter(same or before), "")


def partners(drugs: Sequence[str], talk: Sequence[str]) -> bool:
    """Tell whether none of these medicines is a treatment while the talk is about one."""
    return bool(drugs) and TREATMENTS.isdisjoint(drugs) and not TREATMENTS.isdisjoint(talk)
