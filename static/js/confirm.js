// data-confirm="question" on a form or a submit button asks before sending. Without script the server asks
// (mentorship/asking.py), by what the form carries for it.
// Optional: data-confirm-title, data-confirm-yes, data-confirm-danger.

const asked = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const source = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!source.dataset.confirm || asked.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(source).then((yes) => {
    if (!yes) return;
    for (const name of ["ask", "ask_yes"]) form.elements[name]?.remove();
    asked.add(form);
    form.requestSubmit(event.submitter);
    asked.delete(form);
  });
}, true);

function ask(source) {
  const dialog = document.getElementById("confirm-dialog").content.firstElementChild.cloneNode(true);
  const yes = dialog.querySelector("[data-answer=yes]");
  dialog.querySelector("[data-slot=text]").textContent = source.dataset.confirm;
  if (source.dataset.confirmTitle) dialog.querySelector("[data-slot=title]").textContent = source.dataset.confirmTitle;
  if (source.dataset.confirmYes) yes.textContent = source.dataset.confirmYes;
  if ("confirmDanger" in source.dataset) yes.classList.replace("button-primary", "button-warning");
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => {
      const answer = event.target.closest("[data-answer]");
      if (answer) dialog.close(answer.dataset.answer);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
