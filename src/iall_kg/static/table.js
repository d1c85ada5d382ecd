// Lets a reader sort a table by a column and filter its rows. Without this the table is just a table.
"use strict";

const LONG_TABLE = 8;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

document.querySelectorAll("table.sortable").forEach(makeSortable);

// Pages that make tables later call this for each.
function makeSortable(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  });

  function sort(head, column) {
    const up = head.getAttribute("aria-sort") !== "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const text = (row) => row.cells[column].textContent.trim();
    // Empty cells stay at the end, whichever way the rest is sorted.
    rows.sort((a, b) => !text(a) - !text(b) || (up ? 1 : -1) * collator.compare(text(a), text(b)));
    body.append(...rows);
  }

  if (rows.length >= LONG_TABLE) {
    const label = document.createElement("label");
    label.className = "filter";
    const input = document.createElement("input");
    input.type = "search";
    const shown = document.createElement("output");
    label.append("Rows with ", input, shown);
    table.parentElement.before(label);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        count += row.hidden ? 0 : 1;
      }
      shown.value = words.length ? `${count} of ${rows.length}` : "";
    });
  }
}
