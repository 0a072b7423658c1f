"""The thesaurus as the package ships it: ``python -m training.thesaurus ../shared``.

Of each group, the official names that occur in the texts stay: a question is widened by nothing
that no report says. A group without any is left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from reportqa.language import thesaurus, words
from training import corpus

SHIPPED = Path(thesaurus.__file__).parent / "data" / "thesaurus.tsv"


def main() -> None:
    """Write the file of the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder of reports, texts and queries")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    groups = useful(
        corpus.thesaurus(arguments.shared), "\n".join(corpus.paragraphs(arguments.shared))
    )
    lines = ("|".join(official) + "\t" + "|".join(typed) + "\n" for official, typed in groups)
    arguments.out.write_text("".join(lines), "utf-8")
    print(f"{len(groups)} groups, {arguments.out.stat().st_size} bytes")


def useful(
    groups: list[tuple[list[str], list[str]]], texts: str
) -> list[tuple[list[str], list[str]]]:
    """The groups with those official names that the texts hold; names in small letters."""
    held = words.normalize(texts)
    kept = []
    for official, typed in groups:
        said = [name for name in map(words.normalize, official) if name in held]
        asked = [name for name in map(words.normalize, typed) if name not in said]
        if said and (len(said) > 1 or asked):
            kept.append((said, asked))
    return kept


if __name__ == "__main__":
    main()
