/* Words typed into the form are kept in this browser until the server has them:
   a session that ends or a lost connection takes nothing away. */
"use strict";

(function () {
  const form = document.getElementById("write");
  if (!form) return;
  const key = "draft-" + form.dataset.draft;
  const fields = Array.from(form.elements).filter((f) => f.name && f.type !== "hidden" && f.tagName !== "BUTTON");

  function store(action, value) {
    try {
      return action === "get" ? localStorage.getItem(key) : action === "set" ? localStorage.setItem(key, value) : localStorage.removeItem(key);
    } catch (error) {
      return null; // storage is switched off; the automatic save still works
    }
  }

  const typed = () => JSON.stringify(fields.map((f) => [f.name, f.value.trim()]));
  const started = typed();
  const kept = store("get");
  const restore = document.getElementById("restore");
  if (kept && kept !== started) restore.hidden = false;
  // The server has them. Left here, they would be offered again once a colleague has written on.
  else if (kept && form.dataset.isKept) store("remove");
  restore.querySelector("[data-restore]").addEventListener("click", () => {
    const values = new Map(JSON.parse(kept));
    for (const field of fields) if (values.has(field.name)) field.value = values.get(field.name);
    restore.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  restore.querySelector("[data-forget]").addEventListener("click", () => {
    store("remove");
    restore.hidden = true;
  });

  let dirty = false;
  form.addEventListener("input", () => {
    dirty = true;
    store("set", typed());
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = "";
  });

  let sent = "";
  document.addEventListener("htmx:beforeRequest", () => {
    sent = typed();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status === 200 && typed() === sent) {
      dirty = false;
      store("remove");
    }
  });

  document.addEventListener("signed-in-again", () => form.dispatchEvent(new Event("input", { bubbles: true })));
})();
