"""Answers are written as people read them and as the W3C's result formats say, and come back as they were."""

import csv
import io
import json
import random
from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib.query
from rich.cells import cell_len

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, XSD
from iall_kg.results import FORMATS, Answer, text_of, write

DRUG = ox.NamedNode(BASE + "drug/revumenib")
NASTY = [
    "plain",
    "",
    " ",
    'a "quoted" word',
    "comma, semicolon; tab\tend",
    "line\nbreak",
    "carriage\r\nreturn",
    "back\\slash \\n \\t",
    "pipe | pipe",
    "*bold* _under_ `code` [link](x) <b>tag</b>",
    "é ü 中文 🧬 \u2028 ±",
    "'single'",
    "\x00\x07\x1b[31m",
    "?x",
    "<http://example.org/>",
]


def answer_of(*texts: str) -> Answer:
    return Answer(["text"], [(ox.Literal(text),) for text in texts])


def every_kind() -> Answer:
    """Return a row for each kind of term, in two columns of which the second is sometimes unbound."""
    terms = [
        DRUG,
        ox.NamedNode("http://example.org/é?a=b&c=(d)"),
        ox.BlankNode("b1"),
        *map(ox.Literal, NASTY),
        ox.Literal("Leukämie", language="de"),
        ox.Literal("x", language="en-GB"),
        ox.Literal("93.0", datatype=XSD.decimal),
        ox.Literal(5),
        ox.Literal(1.5),
        ox.Literal(True),
        ox.Literal("2024-02-14", datatype=XSD.date),
        ox.Literal("x", datatype=ox.NamedNode("http://example.org/type#string")),
    ]
    return Answer(["term", "number"], [(t, ox.Literal(n) if n % 2 else None) for n, t in enumerate(terms)])


def read_back(text: str, form: ox.QueryResultsFormat) -> Answer:
    found = ox.parse_query_results(text.encode(), format=form)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return Answer(columns, [tuple(solution[column] for column in columns) for solution in found])


@pytest.mark.parametrize(("form", "kind"), [("json", ox.QueryResultsFormat.JSON), ("tsv", ox.QueryResultsFormat.TSV)])
def test_what_is_written_for_machines_comes_back_term_by_term(form: str, kind: ox.QueryResultsFormat) -> None:
    answer = every_kind()
    back = read_back(write(answer, form), kind)
    assert back.columns == answer.columns
    assert len(back) == len(answer)
    blank = ox.BlankNode("b1")
    for row, given in zip(back.rows, answer.rows, strict=True):
        named = tuple(blank if isinstance(term, ox.BlankNode) else term for term in row)
        assert named == given


def test_rdflib_reads_the_json_as_it_was() -> None:
    answer = every_kind()
    back = rdflib.query.Result.parse(io.BytesIO(write(answer, "json").encode()), format="json")
    assert [str(v) for v in back.vars or []] == ["term", "number"]
    for row, (term, number) in zip(back, answer.rows, strict=True):
        assert isinstance(row, rdflib.query.ResultRow)
        assert number is None or int(str(row["number"])) == int(number.value)
        if isinstance(term, ox.NamedNode):
            assert row["term"] == rdflib.URIRef(term.value)
        elif isinstance(term, ox.Literal):
            assert isinstance(row["term"], rdflib.Literal)
            assert row["term"].language == term.language
            if term.language or term.datatype == XSD.string:
                assert str(row["term"]) == term.value
            else:
                assert str(row["term"].datatype) == term.datatype.value


def test_json_has_the_members_of_the_recommendation() -> None:
    document = json.loads(write(every_kind(), "json"))
    assert document["head"] == {"vars": ["term", "number"]}
    bindings = document["results"]["bindings"]
    assert bindings[0] == {"term": {"type": "uri", "value": DRUG.value}}
    assert bindings[2] == {"term": {"type": "bnode", "value": "b1"}}
    assert bindings[3]["term"] == {"type": "literal", "value": "plain"}
    terms = [binding["term"] for binding in bindings]
    assert {"type": "literal", "value": "Leukämie", "xml:lang": "de"} in terms
    assert {"type": "literal", "value": "93.0", "datatype": XSD.decimal.value} in terms
    assert {"type": "literal", "value": "x", "datatype": "http://example.org/type#string"} in terms


def test_csv_has_plain_values_quoted_where_needed_and_ends_lines_with_cr_lf() -> None:
    text = write(every_kind(), "csv")
    assert text.startswith(f"term,number\r\n{DRUG.value},\r\nhttp://example.org/é?a=b&c=(d),1\r\n_:b1,\r\n")
    assert '"a ""quoted"" word"' in text
    assert '"line\nbreak"' in text
    assert text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    given = [term.value for term, _ in every_kind().rows]
    assert [row[0].removeprefix("_:") for row in rows[1:]] == given
    assert [row[1] for row in rows[1:5]] == ["", "1", "", "3"]


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (DRUG, f"<{DRUG.value}>"),
        (ox.BlankNode("b1"), "_:b1"),
        (ox.Literal("a\tb\nc\rd"), r'"a\tb\nc\rd"'),
        (ox.Literal('"\\'), r'"\"\\"'),
        (ox.Literal("x", language="de"), '"x"@de'),
        (ox.Literal(5), f'"5"^^<{XSD.integer.value}>'),
        (None, ""),
    ],
)
def test_tsv_has_terms_in_turtle_syntax_on_one_line(term: ox.Literal | None, written: str) -> None:
    answer = Answer(["a", "b"], [(term, ox.Literal("end"))])
    assert write(answer, "tsv") == f'?a\t?b\n{written}\t"end"\n'


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_without_rows_still_has_its_columns(form: str) -> None:
    text = write(Answer(["drug", "trial"], []), form)
    assert "drug" in text
    assert "trial" in text


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_without_columns_can_be_written(form: str) -> None:
    assert write(Answer([], [()]), form).endswith("\n")


def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown format 'xml'; use one of table, csv"):
        write(answer_of("x"), "xml")


def test_a_row_is_given_as_plain_text_with_curies() -> None:
    answer = Answer(["a", "b", "c"], [(DRUG, ox.Literal("x", language="en"), None)])
    assert list(answer) == [{"a": "drug:revumenib", "b": "x", "c": None}]
    assert len(answer) == 1
    assert text_of(ox.NamedNode("http://example.org/")) == "http://example.org/"


LABELLED = Answer(
    ["drug", "drugLabel", "phaseLabel", "Label", "trial"],
    [
        (DRUG, ox.Literal("revumenib"), ox.Literal("phase 2"), ox.Literal("l"), ox.NamedNode(BASE + "trial/T")),
        (DRUG, None, None, None, None),
    ],
)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_people_see_the_label_and_not_the_address_beside_it(form: str) -> None:
    lines = write(LABELLED, form).replace("|", " ").splitlines()
    assert lines[0].split() == ["drug", "phase", "Label", "trial"]
    first = next(line for line in lines if "phase 2" in line)
    assert first.split() == ["revumenib", "phase", "2", "l", "trial:T"]


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_people_see_the_address_where_the_label_is_missing(form: str) -> None:
    lines = write(LABELLED, form).replace("|", " ").splitlines()
    assert ["drug:revumenib"] in [line.split() for line in lines]


def test_machines_see_every_column() -> None:
    assert write(LABELLED, "csv").startswith("drug,drugLabel,phaseLabel,Label,trial\r\n")


def test_a_plain_table_has_a_line_a_row_and_says_how_many() -> None:
    text = write(answer_of(*NASTY), "table")
    assert len(text.splitlines()) == len(NASTY) + 2
    assert text.endswith(f"\n{len(NASTY)} rows\n")
    assert write(answer_of("x"), "table") == "text\nx\n1 row\n"
    assert write(answer_of(), "table") == "text\n0 rows\n"
    assert not any(ord(c) < 32 and c != "\n" for c in text)


def test_columns_of_a_plain_table_line_up_whatever_the_width_of_their_characters() -> None:
    rows = [(ox.Literal(text), ox.Literal("end")) for text in ("a", "中文", "🧬", "é", "a longer one")]
    lines = write(Answer(["text", "last"], list(rows)), "table").splitlines()[:-1]
    places = {cell_len(line[: line.index("last" if n == 0 else "end")]) for n, line in enumerate(lines)}
    assert len(places) == 1


def test_a_table_for_a_terminal_keeps_to_its_width_and_loses_nothing() -> None:
    words = [f"word{n}" for n in range(40)]
    text = write(Answer(["a", "b"], [(ox.Literal(" ".join(words)), DRUG)]), "table", width=70)
    assert max(cell_len(line) for line in text.splitlines()) <= 70
    assert all(word in text for word in words)
    assert text.endswith("1 row\n")


def test_marks_of_rich_in_a_cell_are_shown_and_not_obeyed() -> None:
    assert "[bold]x[/bold]" in write(answer_of("[bold]x[/bold]"), "table", width=80)
    assert "[1,2]" in write(answer_of("as shown [1,2]"), "table", width=80)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("a\nb", "a b"),
        ("a\r\nb", "a b"),
        ("*KMT2A*", r"\*KMT2A\*"),
        ("<b>x</b>", r"\<b>x\</b>"),
        ("`x`", r"\`x\`"),
        ("[x](y)", r"\[x](y)"),
        ("5 > 3 _ok_", "5 > 3 _ok_"),
    ],
)
def test_a_markdown_cell_shows_its_text_as_it_is(text: str, cell: str) -> None:
    assert write(answer_of(text), "markdown") == f"| text |\n| --- |\n| {cell} |\n"


def test_every_markdown_row_has_as_many_cells_as_the_head() -> None:
    lines = write(Answer(["a", "b"], [(ox.Literal(t), ox.Literal(t)) for t in NASTY]), "markdown").splitlines()
    assert len(lines) == len(NASTY) + 2
    unescaped = [line.replace("\\\\", "").replace("\\|", "") for line in lines]
    assert {line.count("|") for line in unescaped} == {3}


def test_random_texts_come_back_from_every_machine_format() -> None:
    chance = random.Random(11)
    signs = "ab \"\\\t\n\r,|<>?@^_:'{}é中🧬\x00\x1f\x7f\u2028\ufeff"
    texts = ["".join(chance.choices(signs, k=chance.randrange(12))) for _ in range(300)]
    readers: dict[str, Callable[[str], list[str]]] = {
        "json": lambda text: [row[0].value for row in read_back(text, ox.QueryResultsFormat.JSON).rows],
        "tsv": lambda text: [row[0].value for row in read_back(text, ox.QueryResultsFormat.TSV).rows],
        "csv": lambda text: [row[0] for row in list(csv.reader(io.StringIO(text, newline="")))[1:]],
    }
    for form, read in readers.items():
        assert read(write(answer_of(*texts), form)) == texts, form


def test_the_engines_own_writer_gives_the_same_json(kg: KnowledgeGraph) -> None:
    sparql = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000"
    ours = kg.sparql(sparql)
    assert isinstance(ours, Answer)
    theirs = kg.store.query(sparql).serialize(format=ox.QueryResultsFormat.JSON)
    assert json.loads(write(ours, "json")) == json.loads(theirs)
