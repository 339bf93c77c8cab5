"use strict";
(() => {
  const form = document.getElementById("filter");
  const cases = [...document.querySelectorAll("details.case")];
  const groups = [...document.querySelectorAll("div.cases")];
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");

  function wanted(item) {
    const statuses = item.dataset.statuses.split(",");
    const chosen = value("run") === "" ? statuses : [statuses[Number(value("run"))]];
    const status = value("status");
    const fits = status === "differs" ? chosen.some((s) => s !== statuses[0]) : !status || chosen.includes(status);
    if (!fits) return false;
    if (value("tag") && !item.dataset.tags.split("\n").includes(value("tag"))) return false;
    if (value("suite") && item.dataset.suite !== value("suite")) return false;
    const text = item.textContent.toLowerCase();
    return value("words").toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  function filter() {
    for (const item of cases) item.hidden = !wanted(item);
    for (const group of groups) group.hidden = !group.querySelector("details.case:not([hidden])");
    const shown = cases.filter((item) => !item.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${cases.length} cases`;
  }

  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target && target.closest("details.case")) target.scrollIntoView();
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const button of form.querySelectorAll("button[data-open]")) {
    button.addEventListener("click", () => {
      for (const item of cases) if (!item.hidden) item.open = button.dataset.open === "1";
    });
  }
  addEventListener("hashchange", reveal);
  filter();
  if (location.hash) reveal();
})();
