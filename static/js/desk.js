/* The desk: panes that keep their width, marking text, keys, and points that save themselves. */
"use strict";

(function () {
  const panes = document.getElementById("panes");
  if (!panes) return;
  const byId = (id) => document.getElementById(id);

  /* Panes: dragged or moved with the arrow keys; the width is remembered on this computer. */
  function width(side, pixels) {
    const grip = panes.querySelector('[data-pane="' + side + '"]');
    const within = Math.max(Number(grip.getAttribute("aria-valuemin")), Math.min(Number(grip.getAttribute("aria-valuemax")), Math.round(pixels)));
    panes.style.setProperty("--" + side, within + "px");
    grip.setAttribute("aria-valuenow", String(within));
    try {
      localStorage.setItem("desk-" + side, String(within));
    } catch (error) {
      /* a browser that keeps nothing: the width lasts for this page */
    }
  }
  for (const grip of panes.querySelectorAll(".pane-grip")) {
    const side = grip.dataset.pane;
    let kept = null;
    try {
      kept = localStorage.getItem("desk-" + side);
    } catch (error) {
      kept = null;
    }
    if (kept) width(side, Number(kept));
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      const move = (moved) => width(side, side === "left" ? moved.clientX : window.innerWidth - moved.clientX);
      const stop = () => grip.removeEventListener("pointermove", move);
      grip.addEventListener("pointermove", move);
      grip.addEventListener("pointerup", stop, { once: true });
      grip.addEventListener("pointercancel", stop, { once: true });
    });
    grip.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -20, ArrowRight: 20 }[event.key];
      if (!step) return;
      event.preventDefault();
      width(side, Number(grip.getAttribute("aria-valuenow")) + (side === "left" ? step : -step));
    });
  }

  /* Marked text → characters of the report. Numbers the page adds to passages do not count. */
  function offsetIn(paragraph, node, offset) {
    const range = document.createRange();
    range.setStart(paragraph, 0);
    range.setEnd(node, offset);
    const part = range.cloneContents();
    for (const extra of part.querySelectorAll(".passage-number, del")) extra.remove();
    return Number(paragraph.dataset.start) + Array.from(part.textContent).length;
  }
  function paragraphOf(node) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return element.closest("#paper [data-start]");
  }
  function markedPassage() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const from = paragraphOf(range.startContainer);
    let to = paragraphOf(range.endContainer);
    if (!from) return null;
    if (!to || range.endOffset === 0) to = from;
    const start = offsetIn(from, range.startContainer, range.startOffset);
    const end = to.contains(range.endContainer)
      ? offsetIn(to, range.endContainer, range.endOffset)
      : offsetIn(from, from, from.childNodes.length);
    return start < end ? { start: start, end: end, words: selection.toString().trim() } : null;
  }

  let marked = null;
  const button = byId("selection-button");
  document.addEventListener("selectionchange", () => {
    if (document.querySelector("dialog[open]")) return;
    marked = markedPassage();
    if (!button) return;
    button.hidden = !marked;
    if (!marked) return;
    const box = window.getSelection().getRangeAt(0).getBoundingClientRect();
    button.style.setProperty("top", Math.max(8, box.top - 42) + "px");
    button.style.setProperty("left", Math.max(8, Math.min(window.innerWidth - 120, box.left)) + "px");
  });
  /* By keyboard alone: nothing marked, so the passage of the chosen finding is meant. */
  function chosenPassage() {
    const finding = document.querySelector(".finding.is-chosen[data-span]");
    if (!finding) return null;
    const span = finding.dataset.span.split("-").map(Number);
    const mark = document.querySelector('.passage[data-finding="' + finding.id.replace("finding-", "") + '"]');
    return { start: span[0], end: span[1], words: finding.dataset.quote || (mark ? mark.textContent : "") };
  }
  function openWith(dialog) {
    const form = dialog.querySelector("form");
    const words = dialog.querySelector("[data-chosen-words]");
    const about = marked || (!form.elements.body.value && chosenPassage());
    if (about) {
      marked = about;
      form.elements.start.value = marked.start;
      form.elements.end.value = marked.end;
      form.elements.marked.value = marked.words.slice(0, 400);
    } else if (!form.elements.body.value) {
      // nothing half written: what was marked for it before no longer counts
      form.elements.start.value = form.elements.end.value = form.elements.marked.value = "";
    }
    words.textContent = form.elements.marked.value.slice(0, 160) || words.dataset.empty;
    if (!dialog.hasAttribute("open")) window.site.openDialog(dialog);
    form.querySelector("textarea, input:not([type=hidden])").focus();
  }
  if (button) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => openWith(byId("comment-dialog")));
  }
  document.addEventListener("click", (event) => {
    const whole = event.target.closest("[data-whole]");
    if (!whole) return;
    const form = whole.closest("dialog").querySelector("form");
    marked = null;
    form.elements.start.value = form.elements.end.value = form.elements.marked.value = "";
    const words = whole.closest("dialog").querySelector("[data-chosen-words]");
    words.textContent = words.dataset.empty;
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest('[data-open="#comment-dialog"], [data-open="#finding-dialog"]');
    if (opener) openWith(document.querySelector(opener.dataset.open));
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.matches && event.target.matches("form[data-marks]") ? event.target : null;
    if (!form || !event.detail.successful) return;
    for (const field of form.querySelectorAll("textarea, input[type=text], input:not([type]), [name=start], [name=end], [name=marked]")) field.value = "";
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    form.elements.draft_revision.value = "0";
    form.querySelector(".draft-saved").textContent = "";
    marked = null;
    if (button) button.hidden = true;
    window.site.closeDialog(form.closest("dialog"));
  });

  /* Ctrl+Enter keeps what was written in a dialog. */
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("form[data-marks]");
    if (form) form.requestSubmit();
  });

  /* A phrase goes to where the cursor stands. */
  document.addEventListener("change", (event) => {
    const field = event.target.dataset.phraseFor && byId(event.target.dataset.phraseFor);
    if (!field || !event.target.value) return;
    field.setRangeText(event.target.value, field.selectionStart, field.selectionEnd, "end");
    event.target.selectedIndex = 0;
    field.focus();
  });

  /* Comments in the margin are chosen like findings; a finding brings the line of the rubric that judges by it. */
  document.addEventListener("finding:chosen", (event) => {
    const finding = byId("finding-" + event.detail.id);
    const rule = finding && finding.dataset.rule;
    const line = rule && Array.from(document.querySelectorAll(".criterion[data-rules]")).find((criterion) =>
      criterion.dataset.rules.split(" ").some((name) => name && rule.startsWith(name)));
    if (line) choose(line, true);
    for (const note of document.querySelectorAll(".margin-note")) {
      note.classList.toggle("is-chosen", note.id === "finding-" + event.detail.id);
    }
  });

  /* Points: every save carries the revision the page stands at. */
  document.addEventListener("htmx:configRequest", (event) => {
    const revision = byId("revision");
    if (revision && event.target.closest(".pane-right")) event.detail.parameters.revision = revision.value;
  });
  function give(criterion, points) {
    const field = criterion.querySelector(".points-field");
    if (!field || field.readOnly) return;
    field.value = String(points);
    window.htmx.trigger(criterion, "save");
  }
  /* Taking the machine's few points takes its reason along, to be put into one's own words. */
  function take(taker) {
    const criterion = taker.closest(".criterion");
    const comment = criterion.querySelector(".criterion-comment");
    const isLow = Number(taker.dataset.points) < Number(criterion.dataset.least);
    if (taker.dataset.reason && isLow && !comment.value.trim()) comment.value = taker.dataset.reason;
    give(criterion, taker.dataset.points);
  }
  document.addEventListener("click", (event) => {
    const taker = event.target.closest(".criterion [data-points]");
    if (taker) {
      event.preventDefault();
      take(taker);
    }
    const evidence = event.target.closest("[data-show-evidence]");
    if (evidence) showEvidence(evidence.closest("[data-spans]").dataset.spans);
    const here = event.target.closest(".criterion");
    if (here) choose(here, false);
  });
  document.addEventListener("focusin", (event) => {
    const here = event.target.closest && event.target.closest(".criterion");
    if (here) choose(here, false);
  });

  /* The pages as handed in are unfolded and folded in place, so that the passage stays where it was. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#go-pages");
    const pages = Array.from(document.querySelectorAll(".page-mark"));
    if (!link || !pages.length) return;
    event.preventDefault();
    const opens = !pages[0].open;
    for (const page of pages) page.open = opens;
    link.querySelector("span").textContent = opens ? link.dataset.wordHide : link.dataset.wordShow;
    const passage = document.querySelector(".passage.is-chosen");
    if (passage) passage.scrollIntoView({ block: "center" });
  });

  /* The passage a suggestion rests on: its paragraph lights up. */
  function showEvidence(spans) {
    for (const old of document.querySelectorAll(".is-evidence")) old.classList.remove("is-evidence");
    const paragraphs = Array.from(document.querySelectorAll("#paper [data-start]"));
    let first = null;
    for (const pair of spans.split(" ")) {
      const start = Number(pair.split("-")[0]);
      const here = paragraphs.filter((p) => Number(p.dataset.start) <= start).pop();
      if (here) {
        here.classList.add("is-evidence");
        first = first || here;
      }
    }
    if (first) first.scrollIntoView({ block: "center" });
  }

  let chosen = null;
  function choose(criterion, scrolls) {
    if (chosen) chosen.classList.remove("is-chosen");
    chosen = criterion;
    chosen.classList.add("is-chosen");
    if (scrolls) chosen.scrollIntoView({ block: "nearest" });
  }
  function stepCriterion(by) {
    const all = Array.from(document.querySelectorAll(".criterion"));
    if (!all.length) return;
    const at = all.indexOf(chosen);
    typed.at = 0;
    const next = at + by;
    // Past the last one it begins anew with what is still open.
    choose(next >= all.length ? firstOpen() : all[Math.max(0, next)], true);
  }
  /* A digit is so many points; a second one soon after makes it ten and more where the item is worth that. */
  let typed = { digits: "", at: 0 };
  function giveDigit(digit) {
    if (!chosen) choose(firstOpen(), true);
    const goesOn = Date.now() - typed.at < 700 && Number(typed.digits + digit) <= Number(chosen.dataset.max);
    typed = { digits: goesOn ? typed.digits + digit : digit, at: Date.now() };
    if (Number(typed.digits) <= Number(chosen.dataset.max)) give(chosen, typed.digits);
    else window.site.toast(panes.dataset.wordMost + " " + chosen.dataset.max, true);
  }
  function firstOpen() {
    const all = Array.from(document.querySelectorAll(".criterion"));
    return all.find((criterion) => !criterion.querySelector(".points-field").value) || all[0];
  }
  function accept() {
    if (!chosen) choose(firstOpen(), true);
    const taker = chosen.querySelector("[data-accept]");
    if (taker) take(taker);
    stepCriterion(1);
  }

  /* Into the fields and out again: w the comment of the item, Enter the chosen finding, Escape back. */
  function writeReason() {
    if (!chosen) choose(firstOpen(), true);
    chosen.querySelector(".criterion-comment").focus();
  }
  function handleFinding() {
    const finding = document.querySelector(".finding.is-chosen");
    const form = finding && finding.querySelector("details form");
    if (!form) return;
    form.closest("details").setAttribute("open", "");
    form.querySelector("input:not([type=hidden])").focus();
  }
  /* y: the chosen finding is right. What may veto wants a reason first. */
  function confirmFinding() {
    const finding = document.querySelector(".finding.is-chosen");
    const button = finding && finding.querySelector("[name=confirm]");
    if (button && button.formNoValidate) button.click();
    else handleFinding();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(".panes input, .panes textarea")) event.target.blur();
  });
  function press(id) {
    if (byId(id)) byId(id).click();
  }
  document.addEventListener("click", (event) => {
    const stepper = event.target.closest("[data-step]");
    if (stepper) window.report.step(Number(stepper.dataset.step));
  });

  const KEYS = {
    j: () => window.report.step(1),
    k: () => window.report.step(-1),
    n: () => press("go-next"),
    p: () => press("go-previous"),
    s: () => press("go-skip"),
    v: () => press("go-view"),
    o: () => press("go-pages"),
    r: () => press("go-return"),
    c: () => byId("comment-dialog") && openWith(byId("comment-dialog")),
    a: accept,
    w: writeReason,
    Enter: handleFinding,
    y: confirmFinding,
    "?": () => window.site.openDialog(byId("help")),
    ArrowDown: () => stepCriterion(1),
    ArrowUp: () => stepCriterion(-1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, dialog, .pane-grip, summary")) return;
    if (event.key === "Enter" && event.target.closest("a, button")) return;
    const inPane = event.target.closest(".pane-left, .pane-doc");
    if (event.key.startsWith("Arrow") && inPane) return; // there the arrows scroll
    if (/^[0-9]$/.test(event.key) && document.querySelector(".criterion")) {
      event.preventDefault();
      giveDigit(event.key);
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
})();
