// Offers things while a reader types into a search field, and answers the search page where no server does.
"use strict";

const root = document.body.dataset.root;
const MOST = 50;
const OFFERED = 8;
const SHORTEST_FUZZY = 4;
const ALIKE = 0.6;
let index = null;

// The same folding as on the server: case, accents and the kind of dash, slash or space do not count.
const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s*(?:::|--|\/|[-\u2010-\u2015]|\s)\s*/g, "-");

async function names() {
  index ??= fetch(`${root}names.json`).then((answer) => answer.json());
  return index;
}

const pairs = (text) => Array.from({ length: text.length - 1 }, (_, n) => text.slice(n, n + 2));

// How alike two names are: the share of their pairs of letters that they have in common (Dice's coefficient).
function likeness(wanted, key) {
  const left = pairs(key);
  const all = wanted.length + left.length;
  let common = 0;
  for (const pair of wanted) {
    const place = left.indexOf(pair);
    if (place < 0) continue;
    left.splice(place, 1);
    common += 1;
  }
  return (2 * common) / all;
}

function containing(wanted, key) {
  const place = key.indexOf(wanted);
  if (place < 0) return null;
  return key === wanted ? 0 : place === 0 ? 1 : key[place - 1] === "-" ? 2 : 3;
}

function resembling(wanted, key) {
  const alike = likeness(wanted, key);
  return alike >= ALIKE ? 1 - alike : null;
}

async function found(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const exact = await scored((key) => containing(wanted, key));
  if (exact.length || wanted.length < SHORTEST_FUZZY) return exact;
  const letters = pairs(wanted);
  return scored((key) => resembling(letters, key));
}

// The things whose names have a score, the lowest first.
async function scored(scoreOf) {
  const hits = new Map();
  for (const [name, label, address, kind] of await names()) {
    const score = scoreOf(folded(name));
    if (score === null) continue;
    const known = hits.get(address);
    if (!known || score < known.score) hits.set(address, { name, label, address, kind, score });
  }
  return [...hits.values()].sort((a, b) => a.score - b.score || a.label.length - b.label.length || a.label.localeCompare(b.label));
}

function line(hit) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = root + hit.address;
  link.textContent = hit.label;
  const more = document.createElement("span");
  more.className = "faint";
  more.textContent = ` ${hit.kind}${hit.name === hit.label ? "" : ` · “${hit.name}”`}`;
  item.append(link, more);
  return item;
}

for (const form of document.querySelectorAll("form.find")) {
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  list.className = "offers";
  list.hidden = true;
  form.append(list);
  input.addEventListener("input", async () => {
    const text = input.value;
    const hits = await found(text);
    if (text !== input.value) return;
    list.replaceChildren(...hits.slice(0, OFFERED).map(line));
    list.hidden = hits.length === 0;
  });
  form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const here = links.indexOf(document.activeElement);
    if (event.key === "Escape" && !list.hidden) {
      list.hidden = true;
      input.focus();
      // A browser would empty the field, too.
      event.preventDefault();
    } else if (event.key === "ArrowDown" && links.length) {
      links[Math.min(here + 1, links.length - 1)].focus();
      event.preventDefault();
    } else if (event.key === "ArrowUp" && here >= 0) {
      (here ? links[here - 1] : input).focus();
      event.preventDefault();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) list.hidden = true;
  });
}

const hits = document.getElementById("hits");
const asked = new URLSearchParams(location.search).get("q") ?? "";
if (hits && document.body.dataset.live === "no" && asked) {
  document.getElementById("q").value = asked;
  found(asked).then((all) => {
    const count = document.createElement("p");
    count.textContent = `${all.length} ${all.length === 1 ? "thing" : "things"} for “${asked}”.`;
    const list = document.createElement("ol");
    list.className = "hits";
    list.append(...all.slice(0, MOST).map(line));
    hits.replaceChildren(count, list);
  });
}
