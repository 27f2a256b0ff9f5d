// A form with data-draft-url keeps what is being written: posted a second and a half after the last key.
// The answer is JSON {"saved_at": "09.12"}; [data-draft-status] inside the form says so in the page's language:
// data-saved="Draft saved {time}", data-failed="The draft could not be saved".

const WAIT = 1500;
const waiting = new WeakMap();
const underWay = new WeakMap();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft-url]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), WAIT));
});
// What is sent is no draft: one kept after it would lie there, old, the next time the page is opened.
document.addEventListener("submit", (event) => {
  clearTimeout(waiting.get(event.target));
  waiting.delete(event.target);
  underWay.get(event.target)?.abort();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    if (!waiting.has(form)) continue;
    clearTimeout(waiting.get(form));
    save(form);
  }
});

async function save(form) {
  waiting.delete(form);
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const stop = new AbortController();
  underWay.set(form, stop);
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true, signal: stop.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { saved_at: time } = await answer.json();
    say(form, "saved", time);
    form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
  } catch {
    if (!stop.signal.aborted) say(form, "failed", "");
  }
}

function say(form, what, time) {
  const status = form.querySelector("[data-draft-status]");
  if (status) status.textContent = (status.dataset[what] ?? "").replace("{time}", time ?? "");
}
