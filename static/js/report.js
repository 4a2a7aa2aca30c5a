/* Finding and passage belong together: choosing one shows the other.

   A passage is <mark class="passage" id="passage-ID" data-finding="ID">, its finding
   <li class="finding" id="finding-ID">. Without script the links between them still jump. */
"use strict";

(function () {
  if (!document.querySelector(".paper")) return;
  document.documentElement.classList.add("chooses"); // from now on not the address marks a passage, but we
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function show(element) {
    if (element) element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  /* Findings that are not folded away, in the order of the list. (What a closed details holds has an
     offsetParent in newer browsers.) */
  function isInSight(finding) {
    return finding.offsetParent !== null && !finding.closest("details:not([open])");
  }
  function walked() {
    return Array.from(document.querySelectorAll(".finding[id]")).filter(isInSight);
  }
  /* The one chosen last and its place in the list: lists are exchanged, and what was dealt with leaves them. */
  const last = { id: "", at: -1 };

  /* Chooses a finding by id; `from` ("paper" or "list") stays where it is, the other side scrolls,
     to `place` where the finding has several. */
  function choose(id, from, place) {
    for (const old of document.querySelectorAll(".passage.is-chosen, .finding.is-chosen")) {
      old.classList.remove("is-chosen");
      old.removeAttribute("aria-current");
    }
    const passages = Array.from(document.querySelectorAll(".paper .passage"))
      .filter((passage) => passage.dataset.finding === String(id));
    const finding = document.getElementById("finding-" + id);
    mark(finding, passages);
    last.id = String(id);
    last.at = walked().indexOf(finding);
    // Two smooth scrolls at once stop each other: with both to show, the list jumps and the paper glides.
    if (from === "paper") show(finding);
    else if (from !== "list" && finding) finding.scrollIntoView({ block: "nearest" });
    if (from !== "paper") show(place || passages[0]);
    document.dispatchEvent(new CustomEvent("finding:chosen", { detail: { id: String(id), from: from } }));
  }

  function mark(finding, passages) {
    for (const passage of passages) passage.classList.add("is-chosen");
    if (!finding) return;
    finding.classList.add("is-chosen");
    finding.setAttribute("aria-current", "true");
  }
  document.addEventListener("htmx:afterSettle", () => {
    const finding = last.id && document.getElementById("finding-" + last.id);
    if (!finding || !isInSight(finding) || document.querySelector(".finding.is-chosen")) return;
    mark(finding, document.querySelectorAll('.paper .passage[data-finding="' + last.id + '"]'));
  });

  document.addEventListener("click", (event) => {
    const jump = event.target.closest("a[data-finding]");
    if (jump) {
      event.preventDefault();
      history.replaceState(null, "", jump.getAttribute("href"));
      const passage = document.querySelector(jump.getAttribute("href"));
      choose(jump.dataset.finding, "list", passage);
      if (passage) {
        passage.setAttribute("tabindex", "-1");
        passage.focus({ preventScroll: true });
      }
      return;
    }
    const shown = event.target.closest(".hides-met") ? ":not(.passage-met)" : "";
    const passage = event.target.closest(".passage[data-finding]" + shown);
    if (passage && !String(window.getSelection())) choose(passage.dataset.finding, "paper");
  });

  /* The next or previous finding in the order of the list; a page with keys calls this. */
  function step(by) {
    const all = walked();
    if (!all.length) return;
    let now = all.findIndex((f) => f.classList.contains("is-chosen"));
    if (now < 0 && last.at >= 0) now = by > 0 ? last.at - 1 : last.at; // the one that stood there is gone
    const next = now < 0 && by < 0 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, now + by));
    choose(all[next].id.replace("finding-", ""));
  }

  /* Paper and toggle may be exchanged by htmx, so they are looked up when needed. */
  function applyMet() {
    const toggle = document.querySelector("[data-toggle-met]");
    const paper = document.querySelector(".paper");
    if (toggle && paper) paper.classList.toggle("hides-met", !toggle.checked);
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-toggle-met]")) applyMet();
  });
  document.addEventListener("htmx:afterSettle", applyMet);
  applyMet();

  function chooseFromAddress() {
    const named = /^#passage-(.+)$/.exec(window.location.hash);
    const passage = named && document.getElementById("passage-" + named[1]);
    if (passage) choose(passage.dataset.finding || named[1]);
  }
  window.addEventListener("hashchange", chooseFromAddress);
  chooseFromAddress();

  window.report = { choose: choose, step: step };
})();
