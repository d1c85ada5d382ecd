// Shows the answer to a query: rows as a table, in which our things lead to their pages; graphs as text; errors in words.

const MOST_ROWS = 1000;
const NUMBER = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|long|int)$/;
const STRING = "http://www.w3.org/2001/XMLSchema#string";

// Each function gives a list of nodes. `names` holds prefixes, the base of our things, and what leads to the root.
export function shownAnswer(response, text, seconds, names) {
  const took = ` (${seconds.toFixed(2)} s)`;
  if (!response.headers.get("Content-Type").includes("json")) {
    const lines = text.split("\n").length - 1;
    const pre = element("pre", element("code", text));
    pre.tabIndex = 0;
    return [element("p", `A graph of ${lines.toLocaleString("en")} lines of Turtle${took}.`), pre];
  }
  const found = JSON.parse(text);
  if ("boolean" in found) return [element("p", element("strong", found.boolean ? "Yes" : "No"), took)];
  const bindings = found.results.bindings;
  const shown = bindings.slice(0, MOST_ROWS);
  const count = element("p", element("strong", bindings.length.toLocaleString("en")), bindings.length === 1 ? " row" : " rows", took, ".");
  if (shown.length < bindings.length) {
    count.append(` Shown, sorted and filtered are the first ${MOST_ROWS.toLocaleString("en")}; get the others as a file.`);
  }
  return bindings.length ? [count, table(found.head.vars, shown, names)] : [count];
}

export function shownProblem(text) {
  const problem = element("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.append(...wordsOf(text));
  return [problem];
}

function wordsOf(text) {
  try {
    const { message, hint } = JSON.parse(text).error;
    return hint ? [message, element("br"), hint] : [message];
  } catch {
    // No error of ours, but of something between us and the reader.
    return [text.slice(0, 500)];
  }
}

function table(variables, bindings, names) {
  const head = element("tr", ...variables.map((variable) => element("th", variable)));
  head.querySelectorAll("th").forEach((cell) => (cell.scope = "col"));
  const lines = bindings.map((row) => element("tr", ...variables.map((variable) => cell(variable, row[variable], names))));
  const made = element("table", element("thead", head), element("tbody", ...lines));
  made.className = "sortable";
  made.createCaption().textContent = "Rows of the answer";
  made.caption.className = "unseen";
  const wide = element("div", made);
  wide.className = "wide";
  return wide;
}

function cell(variable, term, names) {
  const made = element("td");
  // On a phone each row is a card, and this stands before the value.
  made.dataset.head = variable;
  if (!term) return made;
  if (term.type === "uri") made.append(link(term.value, names));
  else if (term.type === "literal") {
    made.textContent = term.value;
    if (NUMBER.test(term.datatype)) made.className = "number";
    else if (term.datatype && term.datatype !== STRING) made.title = curie(term.datatype, names.prefixes);
    if (term["xml:lang"]) made.lang = term["xml:lang"];
  } else made.textContent = `_:${term.value}`;
  return made;
}

function link(iri, { prefixes, base, root }) {
  const name = curie(iri, prefixes);
  // Nothing but an address of the web may be followed; a query can make an IRI of any scheme.
  if (!/^https?:\/\//.test(iri)) return name;
  const made = element("a", name);
  made.title = iri;
  made.href = iri.startsWith(base) ? root + iri.slice(base.length) : iri;
  if (!iri.startsWith(base)) made.rel = "noreferrer";
  return made;
}

function curie(iri, prefixes) {
  let best = "";
  for (const [prefix, space] of Object.entries(prefixes)) {
    if (iri.startsWith(space) && space.length > (prefixes[best] ?? "").length) best = prefix;
  }
  return best ? `${best}:${iri.slice(prefixes[best].length)}` : iri;
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
