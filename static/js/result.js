/* Keys of the result page: j next finding, k previous. The links in each finding do the same. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !window.report) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j") window.report.step(1);
  if (event.key === "k") window.report.step(-1);
});

/* A passage may lie in a folded group of requirements: unfold it when it is chosen. */
document.addEventListener("finding:chosen", (event) => {
  const entry = document.getElementById("finding-" + event.detail.id);
  const group = entry && entry.closest("details:not([open])");
  if (group) {
    group.open = true;
    entry.scrollIntoView({ block: "center" });
  }
});
