"""The hand-written table of who may do what, as values: read it, never write it."""

from pathlib import Path

from tracker.domain.access import Permission, Relation
from tracker.domain.vocabulary import Role

FILE = Path(__file__).with_suffix(".txt")
OUTSIDER = "outsider"
NO_ROLE = "no_role"
CELLS = {"yes": True, "-": False}


def read(text=None):
    """Give {table: {(row, column): bool}}; a cell that is missing, doubled or no word fails here."""
    tables, head = {}, None
    for line in (FILE.read_text() if text is None else text).splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if line.startswith("["):
            table, head = tables.setdefault(line.strip("[]"), {}), None
        elif head is None:
            head = words[1:]
        else:
            assert len(words) == len(head) + 1, (
                f"{words[0]} has {len(words) - 1} cells of {len(head)}"
            )
            for column, cell in zip(head, words[1:], strict=True):
                assert (words[0], column) not in table, f"{words[0]} stands twice"
                table[words[0], column] = CELLS[cell]
    return tables


def about_a_person():
    """Give {(Permission, Relation or None for an outsider): bool}."""
    return {
        (Permission(row), None if column == OUTSIDER else Relation(column)): yes
        for (row, column), yes in read()["about a person"].items()
    }


def about_the_service():
    """Give {(Permission, Role or None for no role): bool}."""
    return _with_roles("about the service", Permission)


def bond_counts_with_role():
    """Give {(Relation, Role or None for no role): bool}."""
    return _with_roles("a bond counts with a role", Relation)


def _with_roles(table, words):
    return {
        (words(row), None if column == NO_ROLE else Role(column)): yes
        for (row, column), yes in read()[table].items()
    }
