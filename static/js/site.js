/* What every page does beyond links and forms. Nothing here is needed to get the work done. */
"use strict";

document.documentElement.classList.add("js");

(function () {
  const words = (name) => document.body.getAttribute("data-word-" + name) || "";

  /* A passing word at the foot of the screen, read out by screen readers. */
  function toast(text, failed) {
    const place = document.getElementById("toasts");
    if (!place || !text) return;
    const note = document.createElement("p");
    note.className = failed ? "toast is-failed" : "toast";
    note.textContent = text;
    place.appendChild(note);
    setTimeout(() => note.remove(), failed ? 12000 : 4000);
  }

  /* Menus close on Escape (focus goes back) and on a press elsewhere. */
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.removeAttribute("open");
    }
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  });

  /* [data-open="#id"] opens a dialog; without script it is a link to a page that says the same. */
  function openDialog(dialog) {
    if (typeof dialog.showModal === "function") dialog.showModal();
    else dialog.setAttribute("open", "");
  }
  function closeDialog(dialog) {
    if (typeof dialog.close === "function") dialog.close();
    else dialog.removeAttribute("open");
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    const dialog = opener && document.querySelector(opener.getAttribute("data-open"));
    if (dialog) {
      event.preventDefault();
      openDialog(dialog);
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closeDialog(closer.closest("dialog"));
    } else if (event.target.matches("dialog.dialog")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside && event.detail) closeDialog(event.target); // a press on the backdrop
    }
  });

  /* Messages can be put away; what a person must read has no such button. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".alert .dismiss");
    if (button) button.closest(".alert").remove();
  });

  /* form[data-guard]: leaving with something typed and not saved asks first. */
  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) unsaved.add(form);
  });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const form of unsaved) if (!document.contains(form)) unsaved.delete(form);
    if (!unsaved.size) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* [data-copy="#id"] copies what that element says. */
  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy refused"));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.getAttribute("data-copy"));
    if (!source) return;
    const text = "value" in source ? source.value : source.textContent;
    copyText(text.trim()).then(() => toast(words("copied")), () => toast(words("copy-failed"), true));
  });

  /* table[data-row-links]: a press anywhere on a row follows its .row-link. */
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row-links] tbody tr");
    if (!row || event.target.closest("a, button, input, select, label, summary")) return;
    if (String(window.getSelection())) return; // the person is marking text
    const link = row.querySelector("a.row-link");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });

  /* input[data-check-all="name"] ticks every box of that name in its form. */
  document.addEventListener("change", (event) => {
    const name = event.target.getAttribute("data-check-all");
    if (!name) return;
    const root = event.target.form || document;
    for (const box of root.querySelectorAll('input[type="checkbox"][name="' + name + '"]')) {
      box.checked = event.target.checked;
    }
  });

  /* [data-autosubmit]: a filter applies when it is changed; the button stays for those without script. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (!form) return;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  });

  /* A form is sent once, however often the button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method.toLowerCase() !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) event.preventDefault();
    else form.dataset.sent = String(Date.now());
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  /* A drop zone is a file field with room around it. */
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      const zone = event.target.closest && event.target.closest(".drop-zone");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("is-over", type === "dragover");
      const field = zone.querySelector('input[type="file"]');
      if (type !== "drop" || !field || !event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  /* What was chosen stands in the zone: the field itself says it in the browser's language, or only how many.
     The clerk's upload does this for itself (upload.js). */
  document.addEventListener("change", (event) => {
    const zone = event.target.closest && event.target.closest(".drop-zone");
    const name = zone && !zone.closest("#upload") && zone.querySelector(".drop-name");
    if (!name || event.target.type !== "file") return;
    const chosen = Array.from(event.target.files);
    zone.classList.toggle("has-file", chosen.length > 0);
    name.hidden = !chosen.length;
    name.textContent = chosen.map((file) => file.name).join("\n");
  });

  /* Files larger than data-max-bytes are refused before they travel. */
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type !== "file" || !field.dataset.maxBytes || !field.files.length) return;
    const tooLarge = Array.from(field.files).some((file) => file.size > Number(field.dataset.maxBytes));
    field.setCustomValidity(tooLarge ? field.dataset.tooLarge || words("too-large") : "");
    if (tooLarge && !field.closest(".drop-zone")) field.reportValidity(); // the zone says it in its own words
  });

  /* Times are Beijing time; whose computer is set otherwise sees their own time on hover, too. */
  document.addEventListener("mouseover", (event) => {
    const time = event.target.closest("time[datetime*='T']");
    if (!time || time.dataset.local || !time.title) return;
    const moment = new Date(time.getAttribute("datetime"));
    time.dataset.local = "1";
    if (isNaN(moment) || moment.getTimezoneOffset() === -480) return;
    time.title += " · " + words("your-time") + " " + moment.toLocaleString();
  });

  /* Paper cannot be unfolded: what is closed is opened for printing, and closed again. */
  const folded = new Set();
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("main details:not(.menu):not([open])")) {
      folded.add(part);
      part.setAttribute("open", "");
    }
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.removeAttribute("open");
    folded.clear();
  });

  /* htmx: say when something could not be saved; what was saved needs no guard. */
  document.addEventListener("htmx:sendError", () => toast(words("offline"), true));
  document.addEventListener("htmx:responseError", (event) => {
    if (![401, 403].includes(event.detail.xhr.status)) toast(words("failed"), true);
    else if (!isAway) toast(words("ended"), true);
    isAway = isAway || [401, 403].includes(event.detail.xhr.status);
  });

  /* The session is over, or another one was begun in another window: whoever comes back signed in goes on. */
  let isAway = false;
  document.addEventListener("visibilitychange", () => {
    if (!isAway || document.hidden) return;
    freshToken().then((whose) => {
      if (whose === "other") toast(words("other"), true);
      if (whose !== "mine") return;
      isAway = false;
      toast(words("back"));
      document.dispatchEvent(new Event("signed-in-again"));
    }, () => undefined);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard]");
    if (form && event.detail.successful) unsaved.delete(form);
    else if (form) unsaved.add(form);
  });

  /* After signing in anew in another window the token of this page holds no longer: take that session's.
     Says "mine"; "other" where somebody else is signed in, under whose name nothing typed here may be kept;
     "" where nobody is. */
  function freshToken() {
    const here = window.location.pathname;
    return fetch(window.location.href, { credentials: "same-origin" }).then((answer) =>
      answer.text().then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        const fresh = page.querySelector('input[name="csrfmiddlewaretoken"]');
        const person = page.body.getAttribute("data-person");
        if (person && person !== document.body.getAttribute("data-person")) return "other";
        if (!fresh || new URL(answer.url).pathname !== here) return "";
        for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = fresh.value;
        document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh.value }));
        return "mine";
      })
    );
  }

  window.site = { toast: toast, openDialog: openDialog, closeDialog: closeDialog, freshToken: freshToken };
})();
