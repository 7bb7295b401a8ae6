"""Small enough to read: functions, files and templates keep their budgets (ARCHITECTURE 1)."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("tracker/**/*.py"), ROOT / "config.py"]
TEMPLATES = list(ROOT.glob("templates/**/*.html"))
LONGEST_FUNCTION, MEDIAN_FUNCTION = 50, 8
LONGEST_FILE, MOST_FILES, SHARE = 350, 200, 0.9
LONGEST_TEMPLATE, LARGEST_SCRIPT = 120, 10_000


def length(path):
    return len(path.read_text().splitlines())


def functions():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                told = ast.get_docstring(node, clean=False) or ""
                lines = node.end_lineno - node.lineno + 1 - (told.count("\n") + 1 if told else 0)
                yield f"{path.relative_to(ROOT)}:{node.name}", lines


def test_functions_are_short():
    found = dict(functions())
    assert len(found) > 500, "the walk found the code"
    assert {name: n for name, n in found.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(found.values()) <= MEDIAN_FUNCTION


def test_files_are_short():
    found = {str(path.relative_to(ROOT)): length(path) for path in FILES}
    assert {name: n for name, n in found.items() if n > LONGEST_FILE} == {}
    assert sum(n <= MOST_FILES for n in found.values()) >= SHARE * len(found)


def test_templates_are_short():
    assert TEMPLATES
    assert {path.name: length(path) for path in TEMPLATES if length(path) > LONGEST_TEMPLATE} == {}


def test_scripts_are_small():
    sizes = [path.stat().st_size for path in ROOT.glob("tracker/static/**/*.js")]
    assert sum(sizes) < LARGEST_SCRIPT
