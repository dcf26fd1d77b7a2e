"""Words for populations and conditions beyond the vocabulary, and endings by which an unlisted drug is known."""

# Populations that a swap would mislead about; the others of the vocabulary are situations, too often named in passing.
POPULATIONS: dict[str, tuple[str, ...]] = {
    "older-adult": (
        "older adult", "older people", "older person", "older patient", "elderly", "elderly people", "seniors", "older", "older men",
        "older women",
        "aged 60", "aged 65", "aged 66", "aged 70", "over 55", "over 60", "over 65", "over 50", "50 or older", "60 or more", "aged 75",
        "65 and over",
        "65 or older", "60 or older", "old people", "geriatric patients", "old person", "later life", "with age", "65+", "beers",
    ),
    "pregnancy": (
        "pregnant women", "pregnant woman", "during pregnancy", "expectant mothers", "gestational", "fetal", "foetal", "fetus",
        "unborn", "unborn baby",
        "pregnancies", "teratogenicity", "maternal",
    ),
    "breastfeeding": ("breastfeed", "breast feed", "breast-fed", "nursing mothers", "breastmilk", "milk", "breastfed", "nursing"),
    "newborn": ("newborns", "neonatal", "newborn babies"),
    "child": (
        "children", "kids", "young people", "boys", "girls", "toddlers", "babies", "childhood", "child limps", "teens", "teenagers",
        "paediatrics", "pediatrics",
        "baby", "adolescents", "adolescence", "infants", "minors", "under 18", "growing pains",
    ),
    "athlete": ("athletes", "runners", "sportspeople", "triathletes", "athletic", "player", "sportsmen", "marathon runners"),
    "dialysis": ("dialysis patients", "hemodialysis patients", "dialysate", "intradialytic"),
    "cirrhosis": ("cirrhotic", "scarred livers", "scarring of the liver", "liver cramps", "child-pugh"),
    "liver-disease": (
        "hepatic", "liver disease", "liver failure", "liver damage", "bad livers", "liver function", "hepatotoxic", "hepatotoxicity",
        "jaundice",
    ),
    "kidney-impairment": (
        "kidney", "kidneys", "renal", "weak kidney", "egfr", "creatinine", "renal failure", "renal disease", "chronic kidney disease",
        "nephropathy", "gfr",
    ),
    "diabetes": ("diabetes", "diabetics", "people with diabetes", "blood glucose"),
    "stroke": ("strokes", "post-stroke", "stroke patients", "stroke survivors"),
    "multiple-sclerosis": ("multiple sclerosis",),
    "spinal-cord-injury": ("spinal cord", "spinal injury", "cord injury", "tetraplegic", "paraplegic", "spinal injuries", "t6"),
    "cerebral-palsy": ("cerebral palsy",),
    "als": ("motor neuron disease", "als"),
    "functional-disorder": ("functional disorder", "functional dystonia", "functional jerks", "functional tremor", "functional"),
    "myasthenia-gravis": ("myasthenia",),
    "heart-disease": ("heart disease", "heart problems", "cardiac", "heart block", "long qt", "qt", "heart failure", "heart attack"),
    "general-adult": (),
}  # fmt: skip

# Drugs in words that the vocabulary does not list.
DRUGS: dict[str, tuple[str, ...]] = {
    "estrogens": ("oral contraceptives", "contraceptive pill", "birth control pills"),
    "vitamin-b-complex": ("vitamin b", "b vitamin"),
    "warfarin": ("vitamin k antagonist", "blood thinner"),
}

# Ids that may stand for each other: the passage names the first, the claim one of the others.
KIN: dict[str, tuple[str, ...]] = {
    "cirrhosis": ("liver-disease",),
    "dialysis": ("kidney-impairment",),
    "liver-disease": ("cirrhosis",),
    "kidney-impairment": ("dialysis",),
    "newborn": ("child",),
    "child": ("newborn",),
    "pregnancy": ("newborn", "child"),
    "breastfeeding": ("newborn", "child"),
    "als": ("motor-neurone-disease",),
}

# Words of the vocabulary that are too common to name a population.
NOT_A_NAME = frozenset(
    (
        "adult", "adults", "anyone", "cp", "drive", "driving", "exercise", "expecting", "frail", "free", "general", "general adult",
        "general population", "grown-up", "gym", "infant-formula", "mg", "ms", "my daughter", "my son", "paralysed", "population",
        "sport", "sugar", "training", "wheelchair",
    )
)  # fmt: skip

# Conditions that a warning may name in other words than its passage: what the medicine is for, what it does, what the populations cover.
NOT_A_BAR = frozenset(
    (
        "acute-muscle-spasm", "calf-pain", "cirrhosis-cramps", "dialysis-cramps", "drug-induced-cramps", "drug-withdrawal",
        "encephalopathy", "exercise-cramps", "falls-fracture", "kidney-disease", "muscle-cramp", "muscle-pain", "muscle-tightness",
        "nocturnal-leg-cramps", "overdose", "pregnancy-cramps", "skin-burn", "spasticity",
    )
)  # fmt: skip

# Conditions that invented contraindications name, beyond those of the vocabulary.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "glaucoma": ("glaucoma",),
    "asthma": ("asthma", "asthmatic", "copd"),
    "epilepsy": ("epilepsy", "seizure disorder", "seizures", "epileptic", "fits"),
    "hypertension": ("hypertension", "high blood pressure"),
    "hypotension": ("hypotension", "low blood pressure"),
    "gout": ("gout",),
    "porphyria": ("porphyria",),
    "ulcer": ("ulcer", "stomach ulcer", "peptic ulcer", "stomach bleeding"),
    "thyroid": ("thyroid disease", "thyroid", "hyperthyroidism"),
    "prostate": ("prostate", "enlarged prostate", "urinary retention"),
    "cancer": ("cancer", "tumour", "tumor", "leukaemia", "leukemia"),
    "migraine": ("migraine", "migraines"),
    "depression": ("depression", "depressed"),
    "anaemia": ("anaemia", "anemia"),
    "osteoporosis": ("osteoporosis",),
    "parkinson": ("parkinson's disease", "parkinson disease", "parkinson's", "parkinsonism"),
    "dementia": ("dementia", "alzheimer's disease", "alzheimer's"),
    "psoriasis": ("psoriasis", "eczema"),
    "lupus": ("lupus",),
    "hiv": ("hiv", "aids"),
    "obesity": ("obesity", "obese"),
    "crohn": ("crohn's disease", "colitis"),
    "celiac": ("coeliac disease", "celiac disease"),
    "schizophrenia": ("schizophrenia", "psychosis"),
    "sleep-apnoea": ("sleep apnoea", "sleep apnea"),
}  # fmt: skip

DRUG_ENDINGS = (
    "azole", "pril", "sartan", "statin", "azepam", "zolam", "olol", "mycin", "cillin", "oxacin", "triptan", "gliptin", "umab", "ximab",
    "tinib",
    "ciclovir", "profen", "caine", "barbital", "setron", "prazole", "dipine", "zosin", "oxetine", "pramine", "triptyline", "gabalin",
    "carbamol",
    "phylline", "xaban", "gliflozin", "glutide", "cycline", "thiazide", "sulfone", "oxicam", "codone", "codeine", "fentanil", "quine",
    "quinine",
    "zanidine", "rodol", "zoxazone", "axalone", "benzaprine", "adrine", "trolene", "clofen", "tamol", "aminophen", "formin", "semide",
    "lactone",
    "fibrate", "dronate", "mustine", "platin", "taxel", "afil", "zepine", "lukast", "sone", "solone",
)  # fmt: skip
