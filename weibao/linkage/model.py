"""The frozen model: Splink settings with trained weights, and how common names are."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from weibao.linkage.names import readings, split_name

SHIPPED = "model.json"


@dataclass(frozen=True)
class NameFrequencies:
    """How common a name is: surname × length of the given name × its characters.

    A product of parts gives every name a frequency, also one never seen in training, and keeps
    the frozen tables small. Shares, each between 0 and 1.
    """

    surnames: dict[str, float]
    lengths: dict[str, float]
    characters: dict[str, float]
    unseen: float

    @classmethod
    def counted(cls, names: Iterable[str]) -> NameFrequencies:
        """Count the parts over simplified names, one entry a child."""
        surnames: Counter[str] = Counter()
        lengths: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for name in names:
            surname, given = split_name(name)
            surnames[surname] += 1
            lengths[str(min(len(given), 3))] += 1
            characters.update(given)
        share = _shares
        return cls(
            share(surnames), share(lengths), share(characters), round(0.5 / max(sum(surnames.values()), 1), 9)
        )

    def of_name(self, name: str) -> float:
        """Share of children who bear this simplified name."""
        surname, given = split_name(name)
        share = self.surnames.get(surname, self.unseen) * self.lengths.get(
            str(min(len(given), 3)), self.unseen
        )
        for character in given:
            share *= self.characters.get(character, self.unseen)
        return max(share, 1e-9)

    def of_pinyin(self, name: str) -> float:
        """Share of children whose name reads like this simplified name."""
        given = split_name(name)[1]
        first, rest, _, _ = readings(name)
        read_surnames, read_characters = self._read
        share = read_surnames.get(first, self.unseen) * self.lengths.get(str(min(len(given), 3)), self.unseen)
        for one in rest.split():
            share *= read_characters.get(one, self.unseen)
        return max(share, self.of_name(name))

    @property
    def _read(self) -> tuple[dict[str, float], dict[str, float]]:
        return _read_shares(self)

    def __hash__(self) -> int:
        return id(self)


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values()) or 1
    return {key: round(count / total, 7) for key, count in sorted(counts.items())}


@lru_cache(maxsize=8)
def _read_shares(frequencies: NameFrequencies) -> tuple[dict[str, float], dict[str, float]]:
    surnames: dict[str, float] = {}
    for surname, share in frequencies.surnames.items():
        read = readings(surname + "一")[0] if surname else ""
        surnames[read] = surnames.get(read, 0.0) + share
    characters: dict[str, float] = {}
    for character, share in frequencies.characters.items():
        read = readings("·" + character)[1].split()[-1]
        characters[read] = characters.get(read, 0.0) + share
    return surnames, characters


@dataclass(frozen=True)
class LinkageModel:
    """A trained model. `settings` is a Splink settings dictionary with every level trained."""

    settings: dict[str, Any]
    names: NameFrequencies
    certain: float  # probability from which a link needs no person
    worth_asking: float  # probability from which a person is asked

    @classmethod
    def load(cls, path: Path) -> LinkageModel:
        """Read a model that `save` wrote."""
        return cls.from_json(path.read_text(encoding="utf-8"))

    @classmethod
    def shipped(cls) -> LinkageModel:
        """The model that comes with the package."""
        return cls.from_json((files("weibao.linkage") / SHIPPED).read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> LinkageModel:
        """A model from its JSON; raises ValueError where a level is not trained."""
        kept = json.loads(text)
        model = cls(kept["settings"], NameFrequencies(**kept["names"]), kept["certain"], kept["worth_asking"])
        missing = untrained_levels(model.settings)
        if missing:
            raise ValueError("模型有未训练的级别：" + "、".join(missing))
        return model

    def save(self, path: Path) -> None:
        """Write the model as JSON, keys in order, so that versions can be compared."""
        names = self.names
        kept = {
            "certain": self.certain,
            "worth_asking": self.worth_asking,
            "settings": self.settings,
            "names": {
                "surnames": names.surnames,
                "lengths": names.lengths,
                "characters": names.characters,
                "unseen": names.unseen,
            },
        }
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def settings_for(self, children: float) -> dict[str, Any]:
        """The settings with the prior of a population of `children`."""
        return {**self.settings, "probability_two_random_records_match": 1.0 / max(children, 2.0)}

    def weights(self) -> dict[str, list[float]]:
        """log2(m/u) of each comparison's levels, best first, without the null level."""
        return {
            comparison["output_column_name"]: [
                math.log2(level["m_probability"] / level["u_probability"])
                for level in comparison["comparison_levels"]
                if not level.get("is_null_level")
            ]
            for comparison in self.settings["comparisons"]
        }

    def match_shares(self) -> dict[str, list[float]]:
        """m of each comparison's levels, best first: how often one child's rows compare so."""
        return {
            comparison["output_column_name"]: [
                level["m_probability"]
                for level in comparison["comparison_levels"]
                if not level.get("is_null_level")
            ]
            for comparison in self.settings["comparisons"]
        }


def untrained_levels(settings: dict[str, Any]) -> list[str]:
    """Names of levels that lack an m or a u probability."""
    return [
        f"{comparison['output_column_name']}:{level.get('label_for_charts')}"
        for comparison in settings["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level") and not (level.get("m_probability") and level.get("u_probability"))
    ]
