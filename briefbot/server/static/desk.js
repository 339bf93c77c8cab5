"use strict";
// What pages cannot do without a script: follow work as it goes on, copy, keep to the keyboard. All else works without.

const said = document.getElementById("said");
const base = document.body.dataset.base;  // what the paths of this desk begin with, a slash at its end

function tell(text) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
}

// Work for the model, told by server-sent events. Texts of articles are only ever set as text.

const working = new Set();

function follow(turn) {
  const id = turn.dataset.job;
  if (working.has(id)) return;
  working.add(id);
  const part = (name) => turn.querySelector("." + name);
  const progress = part("progress");
  const bar = turn.querySelector("progress");
  const source = new EventSource(`${base}jobs/${id}/events`);
  const on = (kind, tell) => source.addEventListener(kind, (event) => tell(JSON.parse(event.data)));
  let begun = false;

  source.addEventListener("open", () => {
    if (!begun) return;
    part("draft").lastElementChild.textContent = "";  // the events are told again from the first
  });
  on("place", (place) => {
    progress.textContent = place ? `Waiting for the model: ${place} before this.` : "Looking for what the sources say…";
    begun = true;
  });
  on("note", (text) => { progress.textContent = text; });
  on("progress", (step) => {
    progress.textContent = step.label + (step.count ? `, ${step.done} of ${step.count}` : "");
    bar.hidden = !step.count;
    if (step.count) { bar.max = step.count; bar.value = step.done; }
  });
  on("rewritten", (rewriting) => {
    if (!rewriting.changed) return;
    part("rewritten").hidden = false;
    part("rewritten").querySelector("q").textContent = rewriting.question;
  });
  on("found", (passages) => {
    const list = part("found").querySelector("ul");
    list.replaceChildren(...passages.map((passage) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = passage.address;
      link.textContent = passage.title;
      const where = document.createElement("span");
      where.className = "where";
      where.textContent = passage.where;
      item.append(link, " ", where);
      return item;
    }));
    part("found").hidden = !passages.length;
    progress.textContent = passages.length ? "Reading what was found…" : "Nothing was found.";
  });
  on("draft", (text) => {
    part("draft").hidden = false;
    part("draft").lastElementChild.textContent += text;
    progress.textContent = "Writing, then checking every sentence…";
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      progress.textContent = "The desk cannot be reached. Load this page again.";
      tell(progress.textContent);
    }
  });
  on("end", (end) => {
    source.close();
    bar.hidden = true;
    if (end.state === "done" && end.html && location.pathname.startsWith(`${base}threads/`)) {
      const made = document.createRange().createContextualFragment(end.html).firstElementChild;
      document.getElementById(made.id)?.remove();  // the page was made between its being kept and the job's end
      turn.replaceWith(made);
      tell("The answer is there.");
    } else if (end.place) {
      location.replace(end.place);
    } else {
      progress.textContent = end.state === "stopped" ? "Stopped." : end.error;
      part("draft").hidden = true;
      part("found").hidden = true;
      part("stop")?.closest("form").remove();
      offer(turn);
      tell(progress.textContent);
    }
  });
}

// A question that was stopped or failed can be asked again, in the box where questions are asked.
function offer(turn) {
  const question = turn.querySelector("h2").textContent;
  const box = document.getElementById("question");
  if (box) {
    if (!box.value) box.value = question;
    box.focus();
    return;
  }
  const link = document.createElement("a");
  link.className = "button";
  const shelf = turn.closest("[data-back]");
  link.href = shelf ? shelf.dataset.back : `${base}?question=${encodeURIComponent(question)}`;
  link.textContent = shelf ? `Back: ${shelf.dataset.shelf}` : "Ask again";
  turn.append(link);
  link.focus();
}

// Stopping keeps to the page; the stream tells the end.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.querySelector(":scope > button.stop")) {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    fetch(form.action, { method: "POST", redirect: "manual" });
    return;
  }
  const button = form.querySelector("button:not([type=button])");
  if (form.method === "post" && button) setTimeout(() => { button.disabled = true; });
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form button:disabled")) button.disabled = false;
});

// Enter asks, Shift+Enter begins a line; "/" goes to the box of the page; Escape leaves words that are shown.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && at.matches("textarea[name=question]")) {
    event.preventDefault();
    if (at.value.trim()) at.form.requestSubmit();
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
      && !at.closest("input, textarea, select")) {
    const box = document.querySelector("[data-focus]");
    if (box) { event.preventDefault(); box.focus(); }
  } else if (event.key === "Escape") {
    const proof = document.querySelector(".proof:hover, .proof:focus-within");
    proof?.classList.add("quiet");
  }
});

// The words behind a citation stay within the window.
function place(proof) {
  const words = proof.querySelector(".words");
  words.style.translate = "";
  if (getComputedStyle(words).position === "fixed") return;
  const box = words.getBoundingClientRect();
  const over = Math.max(0, box.right - document.documentElement.clientWidth + 8);
  words.style.translate = `${-Math.min(over, Math.max(0, box.left - 8))}px 0`;
}
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const proof = event.target.closest?.(".proof");
    if (proof) place(proof);
  });
}
for (const kind of ["mouseout", "focusout"]) {
  document.addEventListener(kind, (event) => event.target.closest?.(".proof")?.classList.remove("quiet"));
}

// Copying, where the browser lets a page copy; the link leads to the text elsewhere.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a.copy");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const reply = await fetch(link.href);
  await navigator.clipboard.writeText(await reply.text());
  const label = link.textContent;
  link.textContent = "Copied";
  tell("Copied.");
  setTimeout(() => { link.textContent = label; }, 2000);
});

// What is done by now is followed too: it may have ended while the page was made.
for (const turn of document.querySelectorAll(".open[data-job]:not([data-ended])")) follow(turn);
if (matchMedia("(max-width: 62rem)").matches) document.querySelector(".threads details")?.removeAttribute("open");
