"""Pages can be read by everybody, as far as a program can tell: axe finds no fault by the rules of WCAG 2.2 AA."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from running_server import Served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/",
    "/about.html",
    "/things.html",
    "/search.html?q=AF4",
    "/query/survival-outcomes.html",
    "/query/trials.html?status=nothing",
    "/drug/revumenib.html",
    "/fusion/KMT2A--AFF1.html",
    "/trial/NCT00557193.html",
    "/claim/kulczycka-2024/table2-r8.html",
    "/passage/kulczycka-2024/s4-5-p1-s1.html",
    "/conflict/kulczycka-2024/age-limits.html",
    "/reference/kulczycka-2024/57.html",
    "/source/kulczycka-2024.html",
    "/disease/infant-ALL.html",
    "/pictures.html",
    "/population/index.html",
    "/ontology.html",
    "/fusions",
    "/sparql",
    "/nowhere",
]
DARK = ("/", "/query/survival-outcomes.html", "/trial/NCT00557193.html", "/sparql")


@pytest.fixture(scope="module")
def axe(npm_packages: Path) -> str:
    return (npm_packages / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


# In the dark only colours differ, so some pages stand for all.
CASES = [(path, "light") for path in PAGES] + [(path, "dark") for path in PAGES if path in DARK]


@pytest.mark.parametrize(("path", "scheme"), CASES)
def test_axe_finds_no_fault(browser: Browser, site: Served, axe: str, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(site.url + path)
    page.evaluate(axe)
    # The editor scrolls by its own field of text, which has the focus; axe looks at the box around it.
    found = page.evaluate("(rules) => axe.run({exclude: ['.CodeMirror-scroll']}, {runOnly: rules})", RULES)
    assert found["passes"]
    faults = [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert faults == []
    context.close()
