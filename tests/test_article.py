"""The articles are views over statements; each verdict on the page that the first one is modelled on holds.

Every verdict comes with a wrong page: the article with ids taken out, or with a statement added that says what the model page
said. A verdict that passes its wrong page checks nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ingest.load import article
from ingest.statements import Entry, read_sheets

CORPUS = Path(__file__).parents[1] / "corpus"
ARTICLES = sorted((CORPUS / "articles").glob("*.md"))
INNER_LEG = CORPUS / "articles" / "inner-leg-spasms.md"
NOW, PHYSIO, MEDICINES = "Do this now", "First-line physiotherapy", "Medicines, and for whom"
AVOID, HELP, PREVENTION, MIMICS = "What to avoid", "When to get help", "Prevention", "Is it really a spasm?"
SECTIONS = [NOW, PHYSIO, MEDICINES, AVOID, HELP, PREVENTION, MIMICS]
STATEMENTS: dict[str, Entry] = {entry.id: entry for sheet in read_sheets(CORPUS) for entry in sheet.entries}
LEAD = {alias: entry.id for entry in STATEMENTS.values() for alias in entry.list("same as")}


@dataclass(frozen=True)
class Page:
    """An article as a reader sees it: what each section says, by statement id."""

    bottom_line: tuple[str, ...]
    sections: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str] = field(default_factory=dict)

    def ids(self) -> list[str]:
        return [*self.bottom_line, *(i for ids in self.sections.values() for i in ids)]

    def text(self, name: str) -> str:
        """Everything that is shown of a statement, in both registers and with its scope."""
        if name in self.texts:
            return self.texts[name]
        entry = STATEMENTS[name]
        return " ".join((entry.text, entry.fields.get("plain", ""), entry.fields.get("applies to", "")))

    def saying(self, pattern: str) -> list[str]:
        return [name for name in dict.fromkeys(self.ids()) if re.search(pattern, self.text(name), re.IGNORECASE)]

    def section_of(self, name: str) -> tuple[str, ...]:
        return next((ids for ids in self.sections.values() if name in ids), ())

    def without(self, *names: str) -> "Page":
        kept = {title: tuple(i for i in ids if i not in names) for title, ids in self.sections.items()}
        return replace(self, bottom_line=tuple(i for i in self.bottom_line if i not in names), sections=kept)

    def claiming(self, text: str, section: str = PHYSIO) -> "Page":
        added = {**self.sections, section: (*self.sections[section], "from-the-model-page")}
        return replace(self, sections=added, texts={**self.texts, "from-the-model-page": text})


def page_of(path: Path) -> Page:
    view = article(path)
    return Page(tuple(view["bottom_line"]), {title: tuple(ids) for title, ids in view["sections"]})


def assert_scoped(page: Page, pattern: str, scope: str) -> None:
    """Fail where a shown statement speaks of a thing without the words that say for whom or how sure."""
    loose = [name for name in page.saying(pattern) if not re.search(scope, page.text(name), re.IGNORECASE)]
    assert not loose, f"shown without scope ({scope}): {loose}"


def assert_together(page: Page, section: str, *names: str) -> None:
    missing = [name for name in names if name not in page.sections[section]]
    assert not missing, f"{section}: lacks {missing}"


@dataclass(frozen=True)
class Verdict:
    """What must hold of the page for one claim of the model page, and a page on which it does not hold."""

    claim: int
    name: str
    check: Callable[[Page], None]
    wrong: Callable[[Page], Page]


def stretching_names_who_must_not(page: Page) -> None:
    assert_together(page, NOW, "acute-stretch-first", "groin-no-early-stretch", "fnd-passive-stretch-avoid")
    assert {"rf-compartment", "rf-dvt"} <= set(page.ids())
    assert not page.saying("most effective")


def rest_and_moving_stand_together(page: Page) -> None:
    assert_together(page, NOW, "strain-spasm", "groin-early-care")
    assert_scoped(page, r"\brest (the|your) |advises rest|starts with rest", r"sources differ")


def fluid_has_no_target(page: Page) -> None:
    assert_together(page, AVOID, "hydration-no-cramp-target", "eah-overdrinking")
    assert "hydration-fluid-restriction-caution" in page.ids()
    assert_scoped(page, r"\d[- ]?lit(re|er)s? (a day|daily|of fluid)|\d lit(re|er)s", r"orthostatic|POTS")


def stretching_trials_stand_side_by_side(page: Page) -> None:
    assert_together(page, PHYSIO, "stretch-hallegraeff-frequency", "stretch-hallegraeff-severity")
    assert_together(page, PHYSIO, "stretch-coppin-null", "stretch-cochrane-2021", "stretch-aan-2010")
    assert_scoped(page, r"\b1\.[23]\b (per|fewer|cm)|fewer cramp each night", r"over 55|50\+")


def cyclobenzaprine_has_its_limits(page: Page) -> None:
    assert_together(page, MEDICINES, "cyclo-duration", "cyclo-not-cramp-indication", "cyclo-contra", "beers-smr")
    assert_scoped(page, r"cyclobenzaprine[^.]*\b\d+ mg", r"2-3 weeks")


def weeks_limit_a_drug_and_real_red_flags_are_shown(page: Page) -> None:
    assert_together(page, HELP, "rf-dvt", "rf-acute-limb-ischaemia", "rf-cauda-equina", "rf-rhabdo", "rf-tetanus")
    assert_scoped(page, r"\b2(-| to | or )3 weeks", r"cyclobenzaprine")


def nerve_signs_are_named(page: Page) -> None:
    shown = " ".join(page.text(name) for name in page.sections[HELP]).lower()
    missing = [sign for sign in ("weakness", "wasting", "fasciculation", "saddle") if sign not in shown]
    assert not missing, f"{HELP}: does not name {missing}"
    assert "see-gp-sleep" in page.ids()


def hydration_shows_both_sides(page: Page) -> None:
    assert_together(page, PREVENTION, "nlc-not-dehydration", "mayo-hydration-conflict", "nlc-nhs-causes")
    loose = [i for i in page.saying(r"dehydrat|stay hydrated|hydration") if "nlc-not-dehydration" not in page.section_of(i)]
    assert all(re.search(r"not show|no guideline", page.text(name), re.IGNORECASE) for name in loose), f"one side only: {loose}"


def scoped(pattern: str, scope: str) -> Callable[[Page], None]:
    return lambda page: assert_scoped(page, pattern, scope)


def saying(text: str, section: str = PHYSIO) -> Callable[[Page], Page]:
    return lambda page: page.claiming(text, section)


def lacking(*names: str) -> Callable[[Page], Page]:
    return lambda page: page.without(*names)


VERDICTS = [
    Verdict(1, "stretching at once names those who must not stretch", stretching_names_who_must_not, lacking("groin-no-early-stretch")),
    Verdict(
        2, "rest is never the only advice", rest_and_moving_stand_together, saying("Rest the limb and avoid what provokes the spasm.", NOW)
    ),
    Verdict(
        3,
        "crossing and tensing the legs is for fainting only",
        scoped(r"leg[- ]cross|cross(ing)? (and|your|the) .{0,12}legs|counter-?pressure", r"faint|syncope"),
        saying("Use counterpressure such as leg crossing to abort the spasm.", NOW),
    ),
    Verdict(
        4,
        "no amount of water is advised for cramps",
        fluid_has_no_target,
        saying("Drink about 2 litres of fluid daily with normal salt.", NOW),
    ),
    Verdict(
        5,
        "belly breathing and muscle relaxation keep their scope",
        scoped(r"diaphragmatic|belly breathing|progressive (muscle )?relaxation", r"functional jerks|chronic low back pain"),
        saying("Diaphragmatic breathing and progressive muscle relaxation reduce muscle tension."),
    ),
    Verdict(
        6, "the stretching trials that disagree stand side by side", stretching_trials_stand_side_by_side, lacking("stretch-coppin-null")
    ),
    Verdict(
        7,
        "postural alignment is for functional dystonia only",
        scoped(r"alignment|good posture", r"functional dystonia"),
        saying("Postural alignment training normalises movement patterns."),
    ),
    Verdict(
        8,
        "graded activity is for functional dystonia or long-standing groin pain",
        scoped(r"\bgraded (activity|increase)|gradually increase .*activit", r"functional dystonia|adductor pain"),
        saying("Graded activity progression: use the affected muscles for longer each week."),
    ),
    Verdict(
        9,
        "rhythm strategies are for functional tremor only",
        scoped(r"rhythmic movement|voluntary rhythm|new beat", r"functional tremor"),
        saying("Rhythmic movement strategies normalise muscle activity."),
    ),
    Verdict(
        10,
        "warm water keeps its scope",
        scoped(r"\b86 ?°? ?F\b|warm[- ]water", r"osteoarthritis|pools"),
        saying("Warm water at 86 F eases painful muscles."),
    ),
    Verdict(
        11,
        "yoga and tai chi keep their scope",
        scoped(r"\byoga\b|tai chi", r"functional jerks|chronic low back pain"),
        saying("Consider yoga or tai chi to regain movement control."),
    ),
    Verdict(12, "cyclobenzaprine stands with its limits", cyclobenzaprine_has_its_limits, lacking("cyclo-not-cramp-indication")),
    Verdict(
        13,
        "a baclofen dose names liver scarring or spasticity",
        scoped(r"baclofen[^.]*\b\d+ ?mg", r"cirrhosis|spasticity"),
        saying("Baclofen 10 mg a day, up to 30 mg, for leg cramps.", MEDICINES),
    ),
    Verdict(
        14,
        "spasticity drugs are for spasticity only",
        scoped(r"tizanidine|dantrolene", r"spasticity"),
        saying("Tizanidine or dantrolene relieves leg spasms that limit function.", MEDICINES),
    ),
    Verdict(
        15,
        "diazepam in recovery means recovery from stroke",
        scoped(r"(diazepam|benzodiazepine).*recover", r"stroke"),
        saying("Avoid diazepam during acute recovery periods.", AVOID),
    ),
    Verdict(
        16,
        "nobody is told to go without a walking aid",
        scoped(r"(mobility|walking|adaptive) (aid|equipment)|\baids\b", r"FND.*unsafe"),
        saying("Do not give walking aids or adaptive equipment in the acute phase.", AVOID),
    ),
    Verdict(
        17,
        "tensing is spoken of for tremor or fainting only",
        scoped(r"co-?contract|\btensing\b|\btense (up|the|your)", r"tremor|faint"),
        saying("Do not encourage cocontraction or tensing to suppress spasms.", AVOID),
    ),
    Verdict(
        18,
        "end-of-range postures are for functional dystonia only",
        scoped(r"end[- ]of[- ]range|fully bent|full hip", r"functional dystonia"),
        saying("Avoid prolonged end-of-range hip flexion while sitting.", AVOID),
    ),
    Verdict(
        19,
        "two to three weeks limit a drug, and the real warning signs are shown",
        weeks_limit_a_drug_and_real_red_flags_are_shown,
        saying("Spasms that do not settle within 2-3 weeks need investigation.", HELP),
    ),
    Verdict(20, "signs of nerve disease are named", nerve_signs_are_named, lacking("rf-weakness")),
    Verdict(
        21,
        "no vitamin B6 test is advised",
        scoped(r"\bB6\b|pyridoxine", r"no guideline|excess|too much"),
        saying("Consider checking pyridoxine (vitamin B6) levels in diabetic patients.", HELP),
    ),
    Verdict(
        22,
        "push-and-relax stretching is not said to prevent cramps",
        scoped(r"post-?isometric|\bPNF\b|hold-relax|push-and-relax", r"not cramp|neither|range of movement"),
        saying("Stretch with post-isometric relaxation techniques to prevent spasm.", PREVENTION),
    ),
    Verdict(
        23,
        "tired muscles are a theory, not a settled cause",
        scoped(r"muscle fatigue|overexert|tired muscles|conditioning", r"not established|hypothesis|individual risk factors"),
        saying("Address any underlying muscle fatigue and keep up adequate conditioning.", PREVENTION),
    ),
    Verdict(24, "hydration shows both sides", hydration_shows_both_sides, lacking("nlc-not-dehydration")),
]


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(INNER_LEG)


verdicts = pytest.mark.parametrize("verdict", VERDICTS, ids=[f"claim {v.claim}: {v.name}" for v in VERDICTS])
each_article = pytest.mark.parametrize("path", ARTICLES, ids=[path.stem for path in ARTICLES])


@verdicts
def test_the_verdict_on_a_claim_of_the_model_page_holds(page: Page, verdict: Verdict) -> None:
    verdict.check(page)


@verdicts
def test_the_verdict_refuses_a_page_that_makes_the_mistake(page: Page, verdict: Verdict) -> None:
    with pytest.raises(AssertionError):
        verdict.check(verdict.wrong(page))


def test_all_24_claims_have_a_verdict() -> None:
    assert [verdict.claim for verdict in VERDICTS] == list(range(1, 25))


def test_the_inner_leg_article_has_its_seven_sections_in_order(page: Page) -> None:
    assert list(page.sections) == SECTIONS


def test_the_inner_thigh_is_really_covered(page: Page) -> None:
    wanted = {"adductor-anatomy", "adductor-stretch-how", "adductor-squeeze-how", "groin-strain-definition", "groin-strain-vs-cramp",
              "groin-chronic-rct", "hip-oa-groin", "obturator-features", "rf-septic-hip", "rf-hip-fracture"}  # fmt: skip
    assert wanted <= set(page.ids())


@each_article
def test_an_article_holds_no_text_of_its_own(path: Path) -> None:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert [line.partition(":")[0] for line in head.splitlines()] == ["id", "question", "updated", "bottom_line"]
    odd = [line for line in body.splitlines() if line.strip() and not re.fullmatch(r"## .+|- [\w.-]+", line)]
    assert not odd


@each_article
def test_an_article_lists_only_statements_that_exist_and_lead_their_group(path: Path) -> None:
    unknown = [name for name in page_of(path).ids() if name not in STATEMENTS]
    assert not unknown, {name: f"use {LEAD[name]}" if name in LEAD else "no such statement" for name in unknown}


@each_article
def test_an_article_shows_both_sides_of_a_conflict_in_the_same_place(path: Path) -> None:
    page = page_of(path)
    assert not one_sided(tuple(page.ids())), "the whole page"
    for title, ids in page.sections.items():
        assert not one_sided(ids), title


def one_sided(ids: Sequence[str]) -> dict[str, list[str]]:
    alone = {name: [o for o in STATEMENTS[name].list("conflicts with") if LEAD.get(o, o) not in ids] for name in ids}
    return {name: others for name, others in alone.items() if others}


@each_article
def test_an_article_says_each_thing_once_and_briefly(path: Path) -> None:
    page = page_of(path)
    below = [name for ids in page.sections.values() for name in ids]
    assert len(page.bottom_line) == 1
    assert all(3 <= len(ids) <= 8 for ids in page.sections.values()), {title: len(ids) for title, ids in page.sections.items()}
    assert len(below) == len(set(below))


def test_a_conflict_shown_from_one_side_is_found() -> None:
    assert one_sided(["stretch-hallegraeff-severity"]) == {"stretch-hallegraeff-severity": ["stretch-coppin-null"]}
