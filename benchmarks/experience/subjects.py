"""Which data sets of PMLB are swept, in order of priority, and which of them are kin."""

import re
from itertools import chain

from models import Task

# First diverse in rows, columns, classes and balance; no two of a task are kin.
CLASSIFICATION = (
    (
        "saheart",
        "vowel",
        "page_blocks",
        "wdbc",
        "tokyo1",
        "cmc",
        "glass",
        "spectf",
        "banana",
        "chess",
        "dermatology",
        "appendicitis",
    ),
    (
        "clean1",
        "hypothyroid",
        "bupa",
        "schizo",
        "backache",
        "colic",
        "heart_statlog",
        "movement_libras",
        "led24",
        "biomed",
        "coil2000",
        "labor",
    ),
    (
        "hungarian",
        "tae",
        "ecoli",
        "flare",
        "krkopt",
        "profb",
        "twonorm",
        "lupus",
        "auto",
        "GAMETES_Epistasis_2_Way_20atts_0.4H_EDM_1_1",
        "fars",
        "hepatitis",
        "soybean",
        "Hill_Valley_with_noise",
        "analcatdata_authorship",
        "sleep",
    ),
    (
        "haberman",
        "collins",
        "breast_cancer",
        "nursery",
        "calendarDOW",
        "connect_4",
        "prnn_crabs",
        "analcatdata_lawsuit",
        "flags",
        "analcatdata_dmft",
        "xd6",
        "penguins",
        "vote",
        "lymphography",
        "analcatdata_germangss",
        "shuttle",
    ),
)
REGRESSION = (
    (
        "201_pol",
        "1028_SWD",
        "4544_GeographicalOriginalofMusic",
        "666_rmftsa_ladata",
        "586_fri_c3_1000_25",
        "195_auto_price",
        "344_mv",
        "1199_BNG_echoMonths",
    ),
    (
        "215_2dplanes",
        "1193_BNG_lowbwt",
        "1027_ESL",
        "210_cloud",
        "556_analcatdata_apnea2",
        "1203_BNG_pwLinear",
        "690_visualizing_galaxy",
        "542_pollution",
    ),
    (
        "695_chatfield_4",
        "1029_LEV",
        "1201_BNG_breastTumor",
        "665_sleuth_case2002",
        "678_visualizing_environmental",
        "1030_ERA",
        "519_vinnie",
        "527_analcatdata_election2000",
    ),
    (
        "192_vineyard",
        "712_chscase_geyser1",
        "523_analcatdata_neavote",
        "228_elusage",
        "687_sleuth_ex1605",
        "663_rabe_266",
        "706_sleuth_case1202",
        "659_sleuth_ex1714",
    ),
)
# How many rows of a data set are taken: few, because a sweep has hundreds of thousands of trials.
USUAL_ROWS = 600
MANY_ROWS = 2_000
OF_MANY_ROWS = ("page_blocks", "hypothyroid", "coil2000", "fars", "201_pol", "215_2dplanes")
# Names of one data set, or of variants of one: the rows are the same, or drawn from the same.
KIN = {
    "agaricus_lepiota": "mushroom",
    "allbp": "thyroid",
    "allhyper": "thyroid",
    "allhypo": "thyroid",
    "allrep": "thyroid",
    "analcatdata_apnea1": "apnea",
    "analcatdata_apnea2": "apnea",
    "analcatdata_boxing1": "boxing",
    "analcatdata_boxing2": "boxing",
    "analcatdata_cyyoung8092": "cyyoung",
    "analcatdata_cyyoung9302": "cyyoung",
    "ann_thyroid": "thyroid",
    "auto_price": "auto",
    "autoprice": "auto",
    "bng_breasttumor": "breast_cancer",
    "bng_echomonths": "echo_months",
    "bng_lowbwt": "lowbwt",
    "bng_pwlinear": "pw_linear",
    "breast": "breast_w",
    "breast_cancer_wisconsin": "wdbc",
    "chess": "kr_vs_kp",
    "clean2": "clean1",
    "cleve": "heart",
    "cleveland": "heart",
    "cleveland_nominal": "heart",
    "contraceptive": "cmc",
    "credit_approval": "australian",
    "dis": "thyroid",
    "flare": "solar_flare",
    "glass2": "glass",
    "heart_c": "heart",
    "heart_h": "hungarian",
    "heart_statlog": "heart",
    "hill_valley_with_noise": "hill_valley",
    "hill_valley_without_noise": "hill_valley",
    "horse_colic": "colic",
    "house_votes_84": "vote",
    "hypothyroid": "thyroid",
    "led7": "led",
    "led24": "led",
    "monk1": "monk",
    "monk2": "monk",
    "monk3": "monk",
    "parity5": "parity",
    "parity5_5": "parity",
    "prnn_fglass": "glass",
    "pwlinear": "pw_linear",
    "sick": "thyroid",
    "solar_flare_1": "solar_flare",
    "solar_flare_2": "solar_flare",
    "spectf": "spect",
}
# Series of variants: whatever begins so is kin.
SERIES = {
    "fri_c": "friedman",
    "gametes_": "gametes",
    "kddcup09_": "kddcup09",
    "led_display": "led",
    "mfeat_": "mfeat",
    "monks_": "monk",
    "one_hundred_plants_": "one_hundred_plants",
}
# Sources put the number of an OpenML data set before its name.
NUMBER = re.compile(r"^\d+_(?=.*[a-z])")


def kin(name: str) -> str:
    """Return what a data set and all others that are as good as the same are called.

    Args:
        name: In any source.
    """
    slug = NUMBER.sub("", re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"))
    for beginning, series in SERIES.items():
        if slug.startswith(beginning):
            return series
    return KIN.get(slug, slug)


def rows_of(name: str) -> int:
    """Return how many rows of a data set are taken, at most."""
    return MANY_ROWS if name in OF_MANY_ROWS else USUAL_ROWS


def task_of(name: str) -> Task:
    """Return what is learnt from a data set of PMLB that is swept."""
    return Task.CLASSIFICATION if name in chain(*CLASSIFICATION) else Task.REGRESSION
