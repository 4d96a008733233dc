"""How dirty a delivery of workbooks is: shares of rows with each fault, and which oddities its sheets have."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares (0 to 1) of rows; a `register` is education and civil affairs, an `event` every other feed."""

    level: int = 1
    """0 clean, 1 as the departments' better workbooks, 2 as most, 3 filthy: sheet oddities come with the level."""
    missing_number_register: float = 0.015
    missing_number_event: float = 0.22
    short_number: float = 0.006
    mistyped_number: float = 0.006
    transposed_number: float = 0.002
    siblings_number: float = 0.001
    float_number: float = 0.004
    blanks_in_number: float = 0.012
    apostrophe: float = 0.012
    lower_case_x: float = 0.3
    wide_digits: float = 0.0
    blanks_in_name: float = 0.022
    nickname: float = 0.008
    homophone: float = 0.006
    lookalike: float = 0.002
    traditional: float = 0.004
    wrong_birth_date: float = 0.003
    blank_birth_date_event: float = 0.2
    other_guardian: float = 0.08
    missing_phone: float = 0.05
    phone_as_number: float = 0.02
    dashes_in_phone: float = 0.02
    two_phones: float = 0.04
    name_only: float = 0.02
    """Of police, venues and health: a name, perhaps a sex, and nothing else of the child."""
    dates_as_text: float = 0.45
    duplicates: float = 0.003
    nobodies: float = 0.003
    impossible_dates: float = 0.0
    nameless: float = 0.0
    transferred: float = 0.0
    """Of pupils: also listed as 转出 by another school in the same month."""
    blank_rows: float = 0.0004


CLEAN = Faults(0, **{f.name: 0.0 for f in fields(Faults) if f.name != "level"})
LEVELS = (
    CLEAN,
    Faults(),
    Faults(
        level=2,
        missing_number_register=0.05,
        missing_number_event=0.3,
        short_number=0.01,
        mistyped_number=0.012,
        transposed_number=0.006,
        siblings_number=0.003,
        float_number=0.015,
        blanks_in_number=0.02,
        apostrophe=0.02,
        wide_digits=0.01,
        homophone=0.015,
        lookalike=0.006,
        wrong_birth_date=0.008,
        other_guardian=0.15,
        missing_phone=0.1,
        phone_as_number=0.06,
        impossible_dates=0.0015,
        nameless=0.0008,
        duplicates=0.006,
        blank_rows=0.002,
    ),
    Faults(
        level=3,
        missing_number_register=0.12,
        missing_number_event=0.4,
        short_number=0.02,
        mistyped_number=0.02,
        transposed_number=0.01,
        siblings_number=0.006,
        float_number=0.05,
        blanks_in_number=0.04,
        apostrophe=0.04,
        lower_case_x=0.6,
        wide_digits=0.02,
        blanks_in_name=0.05,
        nickname=0.015,
        homophone=0.03,
        lookalike=0.01,
        traditional=0.01,
        wrong_birth_date=0.015,
        blank_birth_date_event=0.3,
        other_guardian=0.2,
        missing_phone=0.15,
        phone_as_number=0.1,
        dashes_in_phone=0.06,
        two_phones=0.08,
        name_only=0.04,
        dates_as_text=0.7,
        duplicates=0.01,
        nobodies=0.006,
        impossible_dates=0.003,
        nameless=0.002,
        transferred=0.001,
        blank_rows=0.005,
    ),
)


def faults_of(dirt: "int | Faults") -> Faults:
    """The faults of a level from 0 (clean) to 3 (filthy), or those given; ValueError for any other level."""
    if isinstance(dirt, Faults):
        return dirt
    if dirt not in range(len(LEVELS)):
        raise ValueError(f"脏乱程度只能是 0 到 {len(LEVELS) - 1}，不能是 {dirt}")
    return replace(LEVELS[dirt])
