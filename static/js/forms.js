// Forms: the error summary takes the focus, links in it reach their field, unsaved work is not lost by mistake.

function focusSummary(scope) {
  scope.querySelector("[data-error-summary]")?.focus();
}
focusSummary(document);
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.closest(".form-group")?.scrollIntoView({ block: "start" });
});

const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-warn-unsaved]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => {
  changed.delete(event.target);
  const button = event.submitter;
  if (event.defaultPrevented || !button || !event.target.matches("form[method=post]")) return;
  // A second tap does not send twice; the button comes back if the page is returned to.
  if (event.target.dataset.sending) event.preventDefault();
  event.target.dataset.sending = "1";
  setTimeout(() => delete event.target.dataset.sending, 3000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
document.addEventListener("draft:saved", (event) => changed.delete(event.target));
