"""Number words, units and dose frequencies, each with its value in the base unit of its kind."""

VALUES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "dozen": 12, "hundred": 100, "thousand": 1000,
}  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

_DAY = 24.0 * 60
# unit as written -> (kind, factor to the base unit: mg, mL, minutes, percent, cm, degrees)
UNITS: dict[str, tuple[str, float]] = {
    "mg": ("dose", 1), "milligram": ("dose", 1), "milligrams": ("dose", 1), "mgs": ("dose", 1),
    "g": ("dose", 1000), "gram": ("dose", 1000), "grams": ("dose", 1000), "kg": ("mass", 1), "kilograms": ("mass", 1),
    "mcg": ("dose", 0.001), "ug": ("dose", 0.001), "microgram": ("dose", 0.001), "micrograms": ("dose", 0.001),
    "ml": ("volume", 1), "milliliters": ("volume", 1), "millilitres": ("volume", 1), "milliliter": ("volume", 1),
    "l": ("volume", 1000), "liters": ("volume", 1000), "litres": ("volume", 1000), "liter": ("volume", 1000), "litre": ("volume", 1000),
    "iu": ("units", 1), "units": ("units", 1), "meq": ("meq", 1), "mmol": ("mmol", 1), "meq/l": ("meq", 1), "mmol/l": ("mmol", 1),
    "tablets": ("tablets", 1), "tablet": ("tablets", 1), "pills": ("tablets", 1), "pill": ("tablets", 1), "capsules": ("tablets", 1),
    "seconds": ("time", 1 / 60), "second": ("time", 1 / 60), "sec": ("time", 1 / 60), "secs": ("time", 1 / 60),
    "minutes": ("time", 1), "minute": ("time", 1), "min": ("time", 1), "mins": ("time", 1),
    "hours": ("time", 60), "hour": ("time", 60), "hr": ("time", 60), "hrs": ("time", 60), "h": ("time", 60),
    "days": ("time", _DAY), "day": ("time", _DAY), "nights": ("time", _DAY), "night": ("time", _DAY),
    "weeks": ("time", 7 * _DAY), "week": ("time", 7 * _DAY), "months": ("time", 30.4 * _DAY), "month": ("time", 30.4 * _DAY),
    "years": ("time", 365 * _DAY), "year": ("time", 365 * _DAY), "yr": ("time", 365 * _DAY),
    "%": ("share", 1), "percent": ("share", 1), "per cent": ("share", 1), "cm": ("length", 1), "mm": ("length", 0.1), "m": ("length", 100),
}  # fmt: skip

# wording -> times a day
FREQUENCIES: dict[str, float] = {
    "once a day": 1, "once daily": 1, "once per day": 1, "one time a day": 1, "qd": 1, "once a night": 1, "once nightly": 1,
    "twice a day": 2, "twice daily": 2, "two times a day": 2, "two times daily": 2, "2 times a day": 2, "bid": 2, "b.i.d": 2,
    "twice per day": 2,
    "three times a day": 3, "three times daily": 3, "3 times a day": 3, "3 times daily": 3, "thrice daily": 3, "tid": 3, "t.i.d": 3,
    "tds": 3,
    "four times a day": 4, "four times daily": 4, "4 times a day": 4, "4 times daily": 4, "qid": 4, "qds": 4, "q.i.d": 4,
    "five times a day": 5, "six times a day": 6, "five times daily": 5, "six times daily": 6,
    "once a week": 1 / 7, "once weekly": 1 / 7, "twice a week": 2 / 7, "twice weekly": 2 / 7, "three times a week": 3 / 7,
    "3 times a week": 3 / 7,
    "once a month": 1 / 30.4, "twice a month": 2 / 30.4, "once a year": 1 / 365,
}  # fmt: skip
