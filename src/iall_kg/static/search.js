// Offers things while a reader types into a search field, and answers the search page where no server does.
"use strict";

const root = document.body.dataset.root;
const MOST = 50;
const OFFERED = 8;
let index = null;

// The same folding as on the server: case, accents and the kind of dash, slash or space do not count.
const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s*(?:::|--|\/|[-\u2010-\u2015]|\s)\s*/g, "-");

async function names() {
  index ??= fetch(`${root}names.json`).then((answer) => answer.json());
  return index;
}

async function found(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const hits = new Map();
  for (const [name, label, address, kind] of await names()) {
    const key = folded(name);
    const place = key.indexOf(wanted);
    if (place < 0) continue;
    const score = key === wanted ? 0 : place === 0 ? 1 : key[place - 1] === "-" ? 2 : 3;
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
    if (event.key === "Escape") {
      list.hidden = true;
      input.focus();
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
