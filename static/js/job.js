// data-job-url on the job panel: asks every second how far the job is. The answer is JSON
// {"state": "waiting"|"running"|"done"|"failed", "done": 3, "total": 10, "text": "…", "url": "/where/next/"}.
// Without script the panel's own link loads the page again.

const EVERY = 1000;

function follow(panel) {
  const bar = panel.querySelector("progress");
  const text = panel.querySelector("[data-job-text]");
  let failures = 0;
  const timer = setInterval(async () => {
    if (!panel.isConnected) return clearInterval(timer);
    try {
      const answer = await fetch(panel.dataset.jobUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      failures = 0;
      if (bar && job.total) {
        bar.max = job.total;
        bar.value = job.done;
      }
      if (text && job.text) text.textContent = job.text;
      if (job.state === "running" || job.state === "waiting") return;
      clearInterval(timer);
      if (job.url) window.location.assign(job.url);
      else window.location.reload();
    } catch {
      failures += 1;
      if (failures > 10) clearInterval(timer);
    }
  }, EVERY);
}

function followAll(scope) {
  for (const panel of scope.querySelectorAll("[data-job-url]")) follow(panel);
}
followAll(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) followAll(event.detail.elt);
});
