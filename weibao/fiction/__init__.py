"""An invented county, so that nothing ever has to be shown or measured on living children.

Everything here is made up: people, places, telephone numbers and happenings. Identity numbers stand under 620799, an
area code that GB/T 2260 never gave out, so that none of them can belong to anybody. The package is pure Python, knows no
Django, and gives the same county again for the same seed.
"""

from weibao.fiction.dirt import Dirt
from weibao.fiction.faults import Faults
from weibao.fiction.happenings import Rates
from weibao.fiction.population import Child, County, Household
from weibao.fiction.records import generate_records
from weibao.fiction.workbooks import make_delivery, write_delivery, write_files

__all__ = [
    "Child",
    "County",
    "Dirt",
    "Faults",
    "Household",
    "Rates",
    "generate_records",
    "make_delivery",
    "write_delivery",
    "write_files",
]
