// The workbench: columns stay where they were scrolled to, focus stays near, and what happened is said aloud.

const kept = new Map();

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "bench") return;
  kept.clear();
  for (const column of document.querySelectorAll("[data-keep-scroll]")) {
    kept.set(column.id + column.dataset.keepScroll, column.scrollTop);
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "bench") return;
  for (const column of document.querySelectorAll("[data-keep-scroll]")) {
    column.scrollTop = kept.get(column.id + column.dataset.keepScroll) ?? 0;
  }
  if (document.activeElement === document.body) {
    document.querySelector("#mentors-title[tabindex], #draft-title")?.focus({ preventScroll: true });
  }
  const said = [...document.querySelectorAll("#bench .messages .notice-body")].map((one) => one.textContent.trim());
  document.getElementById("bench-live").textContent = said.join(" ");
  document.getElementById("bench-offline").hidden = true;
});

document.addEventListener("htmx:sendError", () => {
  const notice = document.getElementById("bench-offline");
  if (notice) notice.hidden = false;
});
