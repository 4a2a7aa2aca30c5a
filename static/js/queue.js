/* The queue: the preview beside the list, and keys to walk it. Everything also works by links. */
"use strict";

(function () {
  const preview = document.getElementById("preview");
  const list = document.querySelector(".queue-list");
  if (!preview || !list) return;
  let opener = null;

  function rows() {
    return Array.from(list.querySelectorAll("tbody tr")).filter((row) => row.querySelector("a.row-link"));
  }

  function choose(row) {
    for (const other of rows()) other.classList.toggle("is-chosen", other === row);
  }

  function close() {
    preview.hidden = true;
    preview.parentElement.classList.remove("has-preview");
    preview.textContent = "";
    choose(null);
    if (opener) opener.focus();
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== preview) return;
    preview.hidden = false;
    preview.parentElement.classList.add("has-preview");
    opener = event.detail.requestConfig.elt;
    choose(opener.closest("tr"));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-preview]")) close();
  });

  /* j and k walk the rows, Enter opens, v shows the preview, x ticks, / searches. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !preview.hidden) {
      close();
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const act = {
      j: () => all[Math.min(all.length - 1, here + 1)],
      k: () => all[Math.max(0, here - 1)],
    }[event.key];
    if (act && all.length) {
      act().querySelector("a.row-link").focus();
    } else if (event.key === "/") {
      document.getElementById("queue-search").focus();
    } else if (event.key === "v" && here >= 0) {
      const link = all[here].querySelector("[data-preview]");
      if (link) link.click();
    } else if (event.key === "x" && here >= 0) {
      const box = all[here].querySelector("input[name=ids]");
      if (box) box.click();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
