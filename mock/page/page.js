// What is live: copying, and exchanges as they happen. Everything else works
// without it.
"use strict";

const MAX_ROWS = 200;

for (const button of document.querySelectorAll("[data-copy]")) {
  const from = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = "value" in from ? from.value : from.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      if (from.select) from.select();
      button.textContent = "Press Ctrl+C";
    }
  });
}

const rows = document.getElementById("rows");
if (rows) {
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  const parsed = document.createElement("template");
  let paused = false;
  let waiting = [];

  const add = (html) => {
    // The server has escaped everything, and in a template nothing runs or loads.
    parsed.innerHTML = html;
    rows.prepend(parsed.content);
    for (const row of [...rows.children].slice(MAX_ROWS)) row.remove();
    const none = document.getElementById("none");
    if (none) none.remove();
  };
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume" : "Pause";
    if (!paused) {
      waiting.forEach(add);
      waiting = [];
    }
  });
  const source = new EventSource(rows.dataset.stream);
  source.addEventListener("open", () => { live.textContent = "Live"; });
  source.addEventListener("error", () => { live.textContent = "Not connected; retrying"; });
  source.addEventListener("message", (event) => {
    const end = event.data.indexOf("\n");
    const html = event.data.slice(end + 1);
    if (event.data.slice(0, end) !== "0") live.textContent = "Live; some exchanges are not shown, because there were too many";
    if (!paused) return add(html);
    waiting.push(html);
    waiting = waiting.slice(-10);
  });
}
