"""How dirty the invented records are: every share is of rows, and each is drawn by itself."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Dirt:
    """Shares (0 to 1) of rows that carry each fault.

    The defaults make about 3.6 records a child and are as hard as the county records that docs of linkage speak of:
    one number in eight missing, and of the rest some mistyped or taken from a sibling.
    """

    missing_id: float = 0.12
    """Nothing, 无, 不详, a number cut short, or one that a spreadsheet turned into a float."""
    mistyped_id: float = 0.03
    """One digit wrong, so that the check digit fails (nearly always)."""
    transposed_id: float = 0.02
    """Two neighbouring digits exchanged."""
    siblings_id: float = 0.002
    """The (good) number of a brother or sister of the same household; no fault where there is none."""
    homophone: float = 0.025
    """One character of the given name written by another that sounds the same."""
    lookalike: float = 0.008
    """One character of the given name written by another that looks alike."""
    traditional: float = 0.006
    """The name in traditional characters."""
    wrong_birth_date: float = 0.012
    """Another day, day and month exchanged, or another year."""
    blank_birth_date: float = 0.05
    """No birth date in the row."""
    wrong_sex: float = 0.004
    blank_sex: float = 0.02
    other_guardian: float = 0.15
    """The household's second guardian in place of the first, with that one's telephone."""
    missing_guardian: float = 0.05
    missing_phone: float = 0.10
    other_phone: float = 0.05
    """A telephone number that nobody else knows."""
    two_phones: float = 0.03
    moved: float = 0.03
    """Share of children who are at another school from the middle of the report months on."""
    name_only: float = 0.001
    """Rows with a name, perhaps a sex, and nothing else of the child (written by police and venues only, so the commoner there)."""
    twins: float = 0.012
    """Share of children who are twins."""
    education_months: int = 2
    """Report months for which education sends every pupil."""

    def with_missing_ids(self, share: float) -> "Dirt":
        """The same dirt with another share of missing numbers."""
        return replace(self, missing_id=share)


CLEAN = replace(
    Dirt(),
    **{f.name: 0.0 for f in fields(Dirt) if f.name not in ("twins", "education_months")},  # type: ignore[arg-type]
)
"""No fault at all, so that only namesakes are hard."""
