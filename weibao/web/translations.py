"""`make messages`: the catalogues of the languages beside simplified Chinese, in which every text is written.

English is written by people, in weibao/locale/en; a text that changed or is new stands there with an empty translation
until somebody writes it (a test says which). Traditional Chinese is folded from the simplified by OpenCC, characters
only: the terms are those of the law and of the county, whatever the script. Texts are gathered without the gettext
programs: Django turns a template into something like Python, Babel reads both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from opencc import OpenCC

PACKAGE = Path(__file__).resolve().parents[1]
LOCALES = PACKAGE / "locale"
ENGLISH, TRADITIONAL = "en", "zh_Hant"

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
METHODS = [("**/templates/**.html", f"{__name__}:extract_template"), ("**.py", "python")]
PLACEHOLDER = re.compile(r"%(\(\w+\)|%)")
TAG = re.compile(r"</?\w+")


def extract_template(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Any, options: Any
) -> Iterator[tuple]:
    """The texts of a Django template, as Babel wants them of an extractor."""
    source = templatize(file.read().decode())
    # Within a bracket the indentation of HTML means nothing to Python's tokenizer.
    return extract_python(io.BytesIO(f"({source})".encode()), keywords, comment_tags, options)


def gathered() -> Catalog:
    """Every text of the project that is marked for translation, without translations."""
    catalog = Catalog(fuzzy=False)
    found = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS)
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language; empty where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def texts(catalog: Catalog) -> dict[tuple, Message]:
    """The messages (without the header) by what they translate."""
    return {(message.id, message.context): message for message in catalog if message.id}


MISREAD = {"單隻": "單只"}
"""Where OpenCC takes the end of one word and the start of the next for a word (名单只用于)."""


@cache
def folding() -> OpenCC:
    return OpenCC("s2tw")


def fold(text: str) -> str:
    """Simplified into traditional characters, as written in Taiwan; words stay as they are."""
    folded = folding().convert(text)
    for wrong, right in MISREAD.items():
        folded = folded.replace(wrong, right)
    return folded


def english(source: Catalog) -> Catalog:
    """The English catalogue over the present texts: known translations kept, the others empty."""
    known = texts(read(ENGLISH))
    catalog = Catalog(locale=ENGLISH)
    for key, message in texts(source).items():
        old = known.get(key)
        catalog.add(message.id, old.string if old else "", context=message.context)
    return catalog


def traditional(source: Catalog) -> Catalog:
    """The traditional Chinese catalogue, made anew. It has one plural form."""
    catalog = Catalog(locale=TRADITIONAL)
    for message in texts(source).values():
        single = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        folded = fold(single)
        catalog.add(message.id, (folded,) if single is not message.id else folded, context=message.context)
    return catalog


HEAD = """msgid ""
msgstr ""
"Project-Id-Version: Weibao\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""Without names and days, so that a catalogue changes only with its texts."""


def write(language: str, catalog: Catalog) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, catalog, width=0, sort_output=True, omit_header=True)
    head = HEAD.format(language=language, plurals=catalog.plural_forms)
    path.write_bytes(head.encode() + body.getvalue())


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no translation yet (with plurals: not in every form)."""
    return [str(message.id) for message in texts(catalog).values() if not all(forms(message))]


def forms(message: Message) -> list[str]:
    strings = message.string
    return list(strings) if isinstance(strings, (tuple, list)) else [strings or ""]


def differing(catalog: Catalog) -> list[str]:
    """The translations whose placeholders or tags are not those of the text."""
    return [
        str(message.id)
        for message in texts(catalog).values()
        for string in forms(message)
        if string and marks(string) != marks(single_of(message))
    ]


def single_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def marks(text: str) -> tuple[set[str], list[str]]:
    """Placeholders (by name) and tags (in any order) of a text."""
    return set(PLACEHOLDER.findall(text)), sorted(TAG.findall(text))


def main() -> None:
    source = gathered()
    write(ENGLISH, english(source))
    write(TRADITIONAL, traditional(source))
    missing = untranslated(read(ENGLISH))
    print(f"{len(texts(source))} texts; {len(missing)} without English:")
    for text in missing:
        print(f"  {text}")


if __name__ == "__main__":
    main()
