/* What a return needs is unfolded while returning is chosen. Without script the person unfolds it. */
"use strict";

document.addEventListener("change", (event) => {
  const part = document.getElementById("return-part");
  if (part && event.target.name === "kind") part.open = event.target.value === "return";
});
