// The SPARQL page: runs the query of the field or of the editor in its place, and keeps it in the address.
import { shownAnswer, shownProblem } from "./answer.js";
import { openEditor } from "./completion.js";

const root = document.body.dataset.root;
const form = document.getElementById("ask");
const field = form.elements.query;
const run = document.getElementById("run");
const stop = document.getElementById("stop");
const share = document.getElementById("share");
const rows = document.getElementById("rows");
const answer = document.getElementById("answer");
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

const vocabulary = fetch(`${root}completions.json`)
  .then((found) => found.json())
  .catch((error) => {
    console.warn(`Nothing can be completed or shortened: ${error.message}`);
    return { prefixes: {}, class: [], property: [], thing: [] };
  });
const editor = openEditor(field, vocabulary, ask) ?? {
  get: () => field.value,
  set: (query) => (field.value = query),
};
let asking = null;

async function ask() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const query = editor.get();
  history.replaceState(null, "", `#query=${encodeURIComponent(query)}`);
  stop.disabled = false;
  rows.setAttribute("aria-busy", "true");
  try {
    const start = performance.now();
    const sent = { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: ACCEPT }, signal: mine.signal };
    const response = await fetch(form.action, sent);
    const text = await response.text();
    const seconds = (performance.now() - start) / 1000;
    const { prefixes } = await vocabulary;
    show(response.ok ? shownAnswer(response, text, seconds, { prefixes, base: form.dataset.base, root }) : shownProblem(text));
  } catch (error) {
    if (asking === mine) show(shownProblem(mine.signal.aborted ? "Stopped." : `The server cannot be reached: ${error.message}`));
  } finally {
    if (asking === mine) {
      asking = null;
      stop.disabled = true;
      rows.removeAttribute("aria-busy");
    }
  }
}

function show(nodes) {
  rows.replaceChildren(...nodes);
  rows.querySelectorAll("table.sortable").forEach(window.makeSortable);
  answer.closest("section").hidden = false;
}

function readAddress() {
  const query = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")).get("query");
  if (query) editor.set(query);
}

run.addEventListener("click", ask);
stop.addEventListener("click", () => asking?.abort());
share.addEventListener("click", async () => {
  history.replaceState(null, "", `#query=${encodeURIComponent(editor.get())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    share.textContent = "Copied";
  } catch {
    // Browsers give the clipboard to secure pages only; the link stands in the address bar in any case.
    share.textContent = "See the address bar";
  }
  setTimeout(() => (share.textContent = "Copy link"), 3000);
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
});
form.addEventListener("submit", () => (field.value = editor.get()));
window.addEventListener("hashchange", readAddress);
readAddress();
document.querySelectorAll(".with-script").forEach((part) => (part.hidden = false));
