"""Units of dose reports as devices write them, brought to mGy.cm, Gy.cm2, mGy, s, MBq and mSv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Quantity = Literal["dlp", "dap", "dose", "time", "activity", "effective_dose"]

_PER_UNIT: Mapping[Quantity, Mapping[str, float]] = {
    "dlp": {"mgycm": 1, "cgycm": 10, "gycm": 1000, "ugycm": 0.001, "mgym": 100, "gym": 100_000},
    "dap": {
        "gycm2": 1, "dgycm2": 0.1, "cgycm2": 0.01, "mgycm2": 0.001, "ugycm2": 1e-6,
        "gym2": 10_000, "dgym2": 1000, "cgym2": 100, "mgym2": 10, "ugym2": 0.01,
    },
    "dose": {"gy": 1000, "dgy": 100, "cgy": 10, "mgy": 1, "ugy": 0.001},
    "time": {"s": 1, "sec": 1, "ms": 0.001, "min": 60, "h": 3600},
    "activity": {"bq": 1e-6, "kbq": 0.001, "mbq": 1, "gbq": 1000, "ci": 37_000, "mci": 37, "uci": 0.037},
    "effective_dose": {"sv": 1000, "msv": 1, "usv": 0.001},
}  # fmt: skip
_DROPPED = str.maketrans(dict.fromkeys(" .·*^-()[]{}") | {"²": "2", "μ": "u", "µ": "u"})


def converted(quantity: Quantity, number: float, *units: str) -> float | None:
    """The number in the project's unit; None where none of `units` (code, then meaning) is one of this quantity.

    Dots, signs of multiplication and the spelling of squares make no difference: mGycm is mGy.cm.
    """
    for unit in units:
        factor = _PER_UNIT[quantity].get(unit.translate(_DROPPED).casefold())
        if factor is not None:
            return number * factor
    return None
