// Sortable tables, copy buttons, and everything unfolded on paper. The sample browser is a script of its own.
"use strict";
(() => {
  const number = cell => parseFloat(cell.textContent.replaceAll(",", ""));
  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.textContent = head.textContent;
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", direction < 0 ? "descending" : "ascending");
        const compare = column ? (a, b) => number(a) - number(b) : (a, b) => b.textContent.localeCompare(a.textContent);
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => direction * compare(a.cells[column], b.cells[column]) || 0);
        table.tBodies[0].append(...rows);
      });
    });
  }

  // Pages from a disk may lack the clipboard, so what cannot be copied is selected.
  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  document.querySelectorAll(".sortable").forEach(makeSortable);
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  addEventListener("beforeprint", () => document.querySelectorAll(".grouptable, .showcase details").forEach(one => { one.open = true; }));
})();
