/* What is typed on the desk saves itself: in pauses, when the tab is left, and before going on. */
"use strict";

(function () {
  /* Parts that save themselves: a line of the rubric, the note, the draft of a dialog's form. */
  const dirty = new Set();
  function saverOf(field) {
    const form = field.closest("form");
    if (!form) return null;
    return form.matches("[data-saves]") ? form : form.querySelector("[data-draft]");
  }
  document.addEventListener("input", (event) => {
    const saver = saverOf(event.target);
    if (saver) dirty.add(saver);
  });
  document.addEventListener("htmx:beforeSend", (event) => dirty.delete(event.target));
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      if (event.target.matches("[data-saves], [data-draft]")) dirty.add(event.target);
    });
  }
  document.addEventListener("submit", (event) => {
    const saver = saverOf(event.target.querySelector("input") || event.target);
    if (saver) dirty.delete(saver); // it is kept for good now
  });
  /* While a form is being kept for good, no draft of it is written any more. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const saver = event.target;
    if (saver.matches("[data-draft]") && saver.closest("form").dataset.keeping) event.preventDefault();
    else if (saver.matches("form") && saver.querySelector("[data-draft]")) saver.dataset.keeping = "1";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches && event.target.matches("form")) delete event.target.dataset.keeping;
  });
  function flush() {
    for (const saver of dirty) if (document.contains(saver)) window.htmx.trigger(saver, "flush");
  }

  /* Another tab or window comes to the front: save what waits for its pause. */
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });

  /* The tab is closed: a request of the page would be cut off, a beacon is not. */
  window.addEventListener("pagehide", () => {
    for (const saver of dirty) {
      const form = saver.closest("form");
      const data = new FormData(form);
      const revision = document.getElementById("revision");
      if (saver === form && revision) data.set("revision", revision.value);
      navigator.sendBeacon(saver.dataset.draft || form.getAttribute("action"), data);
    }
    dirty.clear();
  });

  /* Back to a page the browser kept: others may have written meanwhile, so it is loaded anew. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  /* form or link [data-after-saving]: leaves once everything given is saved; stays where it was not. */
  function isSaving() {
    return dirty.size > 0 || document.querySelector("[data-saves].htmx-request, [data-draft].htmx-request");
  }
  function afterSaving(go, patience) {
    if (document.querySelector("#conflict .callout")) return;
    if (!isSaving() || patience <= 0) go();
    else setTimeout(() => afterSaving(go, patience - 1), 40);
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-after-saving") || !isSaving()) return;
    event.preventDefault();
    delete form.dataset.sent;
    flush();
    afterSaving(() => form.submit(), 50);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-after-saving]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !isSaving()) return;
    event.preventDefault();
    flush();
    afterSaving(() => window.location.assign(link.href), 50);
  });
})();
