// Puts YASQE into the place of the query field, and completes from our own vocabulary: nobody else is asked.

const OFFERED = 300;
const OURS = "iall:";
// More than any rank.
const LED = 10;
const SHORTEST = 2;
const TYPES = new Set(["a", "rdf:type", "rdfs:subClassOf", "rdfs:domain", "rdfs:range"]);

// Returns how to get and set the query, or nothing where the package was built without YASQE.
// `vocabulary` promises completions.json, `run` is called by Ctrl+Enter.
export function openEditor(field, vocabulary, run) {
  const { Yasqe } = window;
  if (!Yasqe) return null;
  // YASQE's own completers for terms ask a server elsewhere, so none of them is kept.
  Yasqe.defaults.autocompleters = [];
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes",
    persistenceId: null,
    autoShow: false,
    get: async () => Object.entries((await vocabulary).prefixes).map(([prefix, space]) => `${prefix}: <${space}>`),
  });
  Yasqe.forkAutocompleter("variables", { name: "our-variables", autoShow: false });
  Yasqe.registerAutocompleter(terms(vocabulary));

  const place = document.createElement("div");
  field.before(place);
  field.hidden = true;
  const yasqe = new Yasqe(place, {
    value: field.value,
    editorHeight: "24rem",
    showQueryButton: false,
    createShareableLink: null,
    consumeShareLink: null,
    persistenceId: null,
    screenReaderLabel: "Query",
    // Keys that browsers and screen readers need are left to them.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-S": false, "Ctrl-Enter": run, "Cmd-Enter": run },
  });
  field.labels[0].htmlFor = yasqe.getInputField().id = "query-editor";
  // Only who types is offered names; who moves through a query keeps all keys.
  yasqe.on("inputRead", (_editor, change) => {
    const typed = change.origin === "+input" && yasqe.getCompleteToken().string.trim().length >= SHORTEST;
    if (typed && !yasqe.state.completionActive) yasqe.autocomplete();
  });
  yasqe.on("changes", () => saySyntax(yasqe));
  saySyntax(yasqe);
  return { get: () => yasqe.getValue(), set: (query) => yasqe.setValue(query) };
}

// Says in words what YASQE's sign beside a line says, for those who do not see it or cannot point at it.
function saySyntax(yasqe) {
  const lines = [];
  yasqe.eachLine((line) => line.gutterMarkers?.gutterErrorBar && lines.push(yasqe.getLineNumber(line) + 1));
  document.getElementById("syntax").textContent = lines.length ? `Line ${lines[0]} is not SPARQL yet.` : "";
  // YASQE's tip is made of styles within HTML, which the policy of this page forbids.
  for (const sign of yasqe.getWrapperElement().querySelectorAll(".parseErrorIcon")) {
    sign.onmouseover = sign.onmouseout = null;
    sign.title = "This line is not SPARQL yet.";
  }
}

function terms(vocabulary) {
  const about = new Map();
  return {
    name: "our-terms",
    bulk: false,
    autoShow: false,
    isValidCompletionPosition: (yasqe) => {
      const { string, state, type } = yasqe.getCompleteToken();
      return /^\s*([<\w].*)?$/.test(string) && !state.inPrefixDecl && !["comment", "string", "keyword"].includes(type);
    },
    get: async (yasqe, token) => {
      const found = offers(await vocabulary, token.string.trim().toLowerCase(), ...place(yasqe, token));
      return found.slice(0, OFFERED).map(({ name, label }) => {
        about.set(name, label);
        return name;
      });
    },
    postprocessHints: (_yasqe, hints) => hints.map((hint) => ({ ...hint, displayText: `${hint.text}   ${about.get(hint.text)}` })),
  };
}

// Which groups of names make sense where the cursor stands, and the property before it if things do.
function place(yasqe, token) {
  const { lastProperty, possibleNext } = yasqe.getPreviousNonWsToken(yasqe.getCursor().line, token).state;
  if (possibleNext.includes("a")) return [["property"]];
  return TYPES.has(lastProperty) ? [["class"]] : [["thing", "class", "property"], lastProperty];
}

// The names that answer to a word, best first. What the property leads to goes before all others, which need a word.
function offers(all, word, groups, property) {
  const range = all.property.find(([name]) => name === property)?.[3];
  const found = [];
  for (const group of groups) {
    for (const [name, label, others, classes] of all[group]) {
      const led = group === "thing" && range && classes.split(" ").includes(range);
      const rank = quality([name, label, others], word) - (led ? LED : 0);
      if (rank < Infinity && (word || led || groups.length === 1)) found.push({ name, label, rank });
    }
  }
  // The shorter of two that answer alike; of all, our own names first.
  const order = ({ name }) => (word ? name.length : name.startsWith(OURS) ? 0 : 1);
  return found.sort((a, b) => a.rank - b.rank || order(a) - order(b) || a.name.localeCompare(b.name));
}

// How well a row answers to a word: 0 by its name or label, then by another name, by a beginning, by a part; Infinity not at all.
function quality([name, label, others], word) {
  const local = name.slice(name.indexOf(":") + 1);
  const texts = [name, local, label].map((text) => text.toLowerCase());
  const more = others.toLowerCase();
  if (texts.includes(word)) return 0;
  if (more.split(", ").includes(word)) return 1;
  if (texts.some((text) => text.startsWith(word))) return 2;
  if (texts.some((text) => text.includes(word))) return 3;
  return more.includes(word) ? 4 : Infinity;
}
