/* The upload form: several files dropped at once, a progress bar, and what happens when the connection or the
   session is lost. The chosen files stay; sending them again is safe, as the server tells a repeat by the bytes.
   Without script the form posts as it is. */
"use strict";

function startUpload() {
  const form = document.getElementById("upload");
  if (!form || !window.FormData) return;
  const area = document.getElementById("upload-progress");
  const bar = area.querySelector("progress");
  const line = area.querySelector("p");
  const button = form.querySelector("button.btn-primary");
  const label = button.querySelector("[data-again]");
  const zone = form.querySelector(".drop-zone");
  const file = zone.querySelector('input[type="file"]');
  const further = form.querySelector('input[name="attachments"]');
  const name = zone.querySelector(".drop-name");

  function describe() {
    const chosen = file.files[0];
    zone.classList.toggle("has-file", Boolean(chosen));
    name.hidden = !chosen;
    const size = chosen ? chosen.size / 1048576 : 0;
    name.textContent = chosen
      ? chosen.name + " · " + (size < 0.1 ? Math.ceil(chosen.size / 1024) + " KB" : size.toFixed(1) + " MB")
      : "";
    const old = zone.querySelector(".invalid-feedback");
    if (old) old.remove();
    zone.classList.toggle("is-invalid", !file.validity.valid);
    if (file.validity.valid) return;
    const wrong = document.createElement("p");
    wrong.className = "invalid-feedback";
    wrong.setAttribute("role", "alert");
    wrong.textContent = file.validationMessage;
    name.after(wrong);
  }
  // site.js looks at the size first; it hears the same event on the document.
  file.addEventListener("change", () => setTimeout(describe));

  // The field itself says only how many there are, in the browser's language.
  if (further) further.addEventListener("change", () => {
    const old = further.parentNode.querySelector(".file-names");
    if (old) old.remove();
    const names = document.createElement("ul");
    names.className = "file-names";
    for (const one of further.files) names.appendChild(document.createElement("li")).textContent = one.name;
    further.after(names);
  });

  /* Several files at once: the first is the report, the others come along. */
  zone.addEventListener("drop", (event) => {
    const dropped = Array.from(event.dataTransfer.files);
    if (dropped.length < 2 || !further || !window.DataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("is-over");
    const main = new DataTransfer();
    const rest = new DataTransfer();
    main.items.add(dropped[0]);
    for (const one of dropped.slice(1)) rest.items.add(one);
    file.files = main.files;
    further.files = rest.files;
    further.closest("details").open = true;
    for (const field of [file, further]) field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* The person may press again; what was chosen is still chosen. */
  function ready(words) {
    button.disabled = false;
    label.textContent = label.dataset.again;
    line.textContent = words;
    area.classList.add("is-failed");
    bar.hidden = true;
    delete form.dataset.sent;
  }

  function show(request) {
    const arrived = new URL(request.responseURL || window.location.href, window.location.href);
    if (request.status === 403 || arrived.pathname === form.dataset.signIn) return ready(form.dataset.wordEnded);
    if (request.status >= 500) return ready(form.dataset.wordBusy);
    if (arrived.pathname !== window.location.pathname) {
      window.location.assign(arrived.href);
      return undefined;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById("upload") && page.getElementById("main");
    if (!fresh) return ready(form.dataset.wordBusy);
    document.getElementById("main").replaceWith(fresh);
    startUpload();
    const wrong = document.querySelector(".invalid-feedback");
    if (wrong) wrong.scrollIntoView({ block: "center" });
    return undefined;
  }

  function send() {
    const request = new XMLHttpRequest();
    request.open("POST", window.location.href);
    request.upload.addEventListener("progress", (moment) => {
      if (!moment.lengthComputable) return;
      bar.value = Math.round((100 * moment.loaded) / moment.total);
      line.textContent = bar.value === 100 ? form.dataset.wordSent : form.dataset.wordSending + " " + bar.value + " %";
    });
    request.addEventListener("load", () => show(request));
    for (const type of ["error", "timeout", "abort"]) {
      request.addEventListener(type, () => ready(form.dataset.wordLost));
    }
    request.send(new FormData(form));
  }

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !file.files.length) return;
    event.preventDefault();
    if (!form.checkValidity()) return; // too large: said at the field, nothing travels
    const isRepeat = area.classList.contains("is-failed");
    area.classList.remove("is-failed");
    area.hidden = false;
    bar.hidden = false;
    bar.value = 0;
    line.textContent = form.dataset.wordSending;
    button.disabled = true;
    // Who signed in again in another window needs that session's token.
    if (!isRepeat || !window.site) send();
    else {
      window.site.freshToken().then(
        (whose) => {
          if (whose === "mine") send();
          else ready(whose === "other" ? document.body.getAttribute("data-word-other") : form.dataset.wordEnded);
        },
        () => ready(form.dataset.wordLost)
      );
    }
  });
}
startUpload();
