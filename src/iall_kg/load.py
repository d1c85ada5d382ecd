"""Read the hand-written sources into one in-memory store, every fact in the graph where it belongs.

First step of the chain. Comes in: the content folders. Goes out: a store in which each claim is a named
graph, and the ontology, the things, the descriptions of claims and passages, and the conflicts stand in
graphs of their own. Nothing is inferred, accepted or dropped here.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.names import BASE, CURATION_GRAPH, META_GRAPH, ONTOLOGY_GRAPH, THINGS_GRAPH, key_of

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}


@dataclass(slots=True)
class Sources:
    """The sources as read: the store, and the files they came from, for messages.

    `others` are files of which the store holds some only; they are looked into, once, where `files` do not describe a
    thing.
    """

    store: ox.Store
    files: list[Path]
    root: Path
    others: Iterable[Path] = ()
    _lines: dict[str, tuple[bool, str]] = field(default_factory=dict)
    _other_lines: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def locate(self, iri: str) -> str:
        """Return `file:line` of the place where `iri` is described, or an empty string."""
        self._lines = self._lines or _index(self.files, self.root)
        described, place = self._lines.get(iri, (False, ""))
        if described or not self.others:
            return place
        self._other_lines = self._other_lines or _index(self.others, self.root)
        described, elsewhere = self._other_lines.get(iri, (False, ""))
        return elsewhere if described else place or elsewhere


def _index(files: Iterable[Path], root: Path) -> dict[str, tuple[bool, str]]:
    """Return for each subject whether it is given its class, and where; else where it is only used."""
    found: dict[str, tuple[bool, str]] = {}
    for path in files:
        for token, line, typed in _subjects(path):
            if token not in found or (typed and not found[token][0]):
                found[token] = (typed, f"{shown(path, root)}:{line}")
    return found


def load(content: Content, extra: Iterable[Path] = ()) -> Sources:
    """Read all sources of `content`, and the files of `extra` that are not among them.

    Raises LoadError with file, line and column if a file cannot be read or parsed.
    """
    # Compared as resolved, because a file read twice would double its blank nodes.
    files = {path.resolve(): path for path in source_files(content)}
    for path in extra:
        files.setdefault(path.resolve(), path)
    store = ox.Store()
    for path in files.values():
        store.extend(read_quads(path, content.root))
    return Sources(store, list(files.values()), content.root)


def load_sources(content: Content, keys: Iterable[str]) -> Sources:
    """Read what all sources share, the sources of these keys, and those of whose claims and passages they speak.

    Raises LoadError like `load`.
    """
    files = files_by_source(content)
    wanted = [Path(path) for key in ("", *keys) for path in files.pop(key, ())]
    quads = [quad for path in wanted for quad in read_quads(path, content.root)]
    named = {key for quad in quads for key in (_source_named(quad.subject), _source_named(quad.object)) if key}
    others = [Path(path) for key in sorted(named) for path in files.get(key, ())]
    store = ox.Store()
    store.extend(quads)
    store.extend(quad for path in others for quad in read_quads(path, content.root))
    return Sources(store, [*wanted, *others], content.root)


def source_files(content: Content) -> list[Path]:
    """Return the Turtle and TriG files of the ontology and the data, in a fixed order, without hidden ones."""
    return [Path(path) for path in _source_paths(content)]


def files_by_source(content: Content) -> dict[str, list[str]]:
    """Return their paths by the key of the source to which they belong; those of what all share, under no key."""
    files: dict[str, list[str]] = {"": []}
    folder = _folder_of_sources(content)
    for path in _source_paths(content):
        files.setdefault(_key_below(folder, path), []).append(path)
    return files


def source_of(path: Path, content: Content) -> str:
    """Return the key of the source to which a file belongs, or nothing if it belongs to none."""
    return _key_below(_folder_of_sources(content), str(path))


def _source_paths(content: Content) -> list[str]:
    return [path for path in content.paths("ontology", "data") if path.endswith(tuple(FORMATS))]


def _folder_of_sources(content: Content) -> str:
    return f"{content.data / 'sources'}{os.sep}"


def _key_below(folder: str, path: str) -> str:
    key, below, _ = path[len(folder) :].partition(os.sep)
    return key if below and path.startswith(folder) else ""


def read_quads(path: Path, root: Path) -> Iterator[ox.Quad]:
    """Yield the quads of one file, those of its default graph in the graph that its place calls for."""
    home = _home_graph(Path(shown(path, root)))
    try:
        text = path.read_bytes()
        quads = list(ox.parse(text, format=FORMATS[path.suffix], rename_blank_nodes=True))
    except KeyError:
        raise LoadError(f"{shown(path, root)}: only .ttl and .trig files are read.") from None
    except OSError as error:
        raise LoadError(f"{shown(path, root)}: cannot be read ({error.strerror}).") from error
    except SyntaxError as error:
        # pyoxigraph gives line and column in the error and repeats them in the message.
        place = f"{shown(path, root)}:{error.lineno}:{error.offset}"
        raise LoadError(f"{place}: {_reason(error)} Mend the syntax there or just above.") from error
    for quad in quads:
        graph = home if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _source_named(term: object) -> str:
    """Return the key of the source to which a passage, claim, reference or conflict belongs, or nothing."""
    return key_of(term.value) if isinstance(term, ox.NamedNode) else ""


def _home_graph(path: Path) -> ox.NamedNode:
    folders = path.parts[:-1] if not path.is_absolute() else path.parts[-3:-1]
    if "ontology" in folders:
        return ONTOLOGY_GRAPH
    if path.name == "conflicts.ttl":
        return CURATION_GRAPH
    return META_GRAPH if "sources" in folders else THINGS_GRAPH


def _reason(error: SyntaxError) -> str:
    message = re.sub(r"^Parser error at line \d+(?: (?:column \d+|between .*?))*: ", "", error.msg)
    return message.rstrip(".") + "."


def shown(path: Path, root: Path) -> str:
    """Return a path as messages show it: below the root if it lies there."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _subjects(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield the IRI and line of each subject that begins a line of a source file, and whether its class follows."""
    prefixes: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if declared := re.match(r"@prefix (\w*): <([^>]+)>", line):
            prefixes[declared[1]] = declared[2]
        # A line `claim:… {` opens a graph that may be described nowhere.
        elif subject := re.match(r"\s{0,2}(\w*):([\w.%-]+)\s+(?:(a|\w+:\w+)\s|\{)", line):
            if subject[1] in prefixes:
                yield prefixes[subject[1]] + subject[2], number, subject[3] == "a"
        elif subject := re.match(rf"\s{{0,2}}<({re.escape(BASE)}[^>]+)>\s+a\s", line):
            yield subject[1], number, True
