"""The sections of drug labels, in the words of this project: by LOINC code (SPL) and by field name (openFDA)."""

SECTIONS = {
    "34066-1": ("boxed_warning", "Boxed warning"),
    "34067-9": ("indications_and_usage", "Indications and usage"),
    "34068-7": ("dosage_and_administration", "Dosage and administration"),
    "43678-2": ("dosage_forms_and_strengths", "Dosage forms and strengths"),
    "34070-3": ("contraindications", "Contraindications"),
    "43685-7": ("warnings_and_cautions", "Warnings and precautions"),
    "34071-1": ("warnings", "Warnings"),
    "42232-9": ("precautions", "Precautions"),
    "34072-9": ("general_precautions", "General precautions"),
    "50565-1": ("keep_out_of_reach_of_children", "Keep out of reach of children"),
    "50566-9": ("stop_use", "Stop use and ask a doctor"),
    "50567-7": ("when_using", "When using this product"),
    "50568-5": ("ask_doctor_or_pharmacist", "Ask a doctor or pharmacist before use"),
    "50569-3": ("ask_doctor", "Ask a doctor before use"),
    "50570-1": ("do_not_use", "Do not use"),
    "53414-9": ("pregnancy_or_breast_feeding", "Pregnancy or breastfeeding"),
    "34084-4": ("adverse_reactions", "Adverse reactions"),
    "34073-7": ("drug_interactions", "Drug interactions"),
    "43684-0": ("use_in_specific_populations", "Use in specific populations"),
    "42228-7": ("pregnancy", "Pregnancy"),
    "34080-2": ("nursing_mothers", "Nursing mothers"),
    "77290-5": ("lactation", "Lactation"),
    "77291-3": ("females_and_males_of_reproductive_potential", "Females and males of reproductive potential"),
    "34079-4": ("labor_and_delivery", "Labour and delivery"),
    "34081-0": ("pediatric_use", "Pediatric use"),
    "34082-8": ("geriatric_use", "Geriatric use"),
    "34074-5": ("drug_and_or_laboratory_test_interactions", "Drug and laboratory test interactions"),
    "34075-2": ("laboratory_tests", "Laboratory tests"),
    "42227-9": ("drug_abuse_and_dependence", "Drug abuse and dependence"),
    "34085-1": ("controlled_substance", "Controlled substance"),
    "34086-9": ("abuse", "Abuse"),
    "34087-7": ("dependence", "Dependence"),
    "34088-5": ("overdosage", "Overdosage"),
    "34089-3": ("description", "Description"),
    "34090-1": ("clinical_pharmacology", "Clinical pharmacology"),
    "43679-0": ("mechanism_of_action", "Mechanism of action"),
    "43681-6": ("pharmacodynamics", "Pharmacodynamics"),
    "43682-4": ("pharmacokinetics", "Pharmacokinetics"),
    "43680-8": ("nonclinical_toxicology", "Nonclinical toxicology"),
    "34083-6": ("carcinogenesis_and_mutagenesis_and_impairment_of_fertility", "Carcinogenesis, mutagenesis, impairment of fertility"),
    "34092-7": ("clinical_studies", "Clinical studies"),
    "34093-5": ("references", "References"),
    "34069-5": ("how_supplied", "How supplied"),
    "44425-7": ("storage_and_handling", "Storage and handling"),
    "34076-0": ("information_for_patients", "Information for patients"),
    "42230-3": ("spl_patient_package_insert", "Patient package insert"),
    "42231-1": ("spl_medguide", "Medication guide"),
    "55106-9": ("active_ingredient", "Active ingredient"),
    "55105-1": ("purpose", "Purpose"),
    "51727-6": ("inactive_ingredient", "Inactive ingredient"),
    "53413-1": ("questions", "Questions"),
    "60561-8": ("other_safety_information", "Other safety information"),
    "42229-5": ("spl_unclassified_section", "Other"),
}
"""LOINC code -> (openFDA field, heading); openFDA's fields are written in this order: what a reader must know first stands first."""

UNCLASSIFIED = "42229-5"
NOT_TEXT = frozenset({"48780-1", "51945-4"})
"""Codes of sections without prose: product data and pictures of the package."""

FIELD_HEADINGS = dict(SECTIONS.values())


def label_url(set_id: str) -> str:
    """Return the page of a label on DailyMed."""
    return f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={set_id}"
