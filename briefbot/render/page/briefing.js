"use strict";
// A citation leads to its source on the page; where there are dialogs, it opens the source in one instead.
const dialog = document.getElementById("proof");

function open(link) {
  const source = document.querySelector(link.hash);
  document.getElementById("proof-name").textContent = "Source " + link.textContent.slice(1, -1);
  document.getElementById("proof-source").replaceChildren(source.firstElementChild.cloneNode(true));
  document.getElementById("proof-link").hash = link.hash;
  dialog.showModal();
  dialog.firstElementChild.scrollTop = 0;
}

if (dialog.showModal) {
  for (const link of document.querySelectorAll("a.cite")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link);
    });
  }
  document.getElementById("proof-close").addEventListener("click", () => dialog.close());
  document.getElementById("proof-link").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
