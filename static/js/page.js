// Small conveniences of the frame: menus that close, print, copy, fill-in, submit on change, htmx.

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const print = event.target.closest("[data-print]");
  if (print) window.print();
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  const fill = event.target.closest("[data-fill]");
  if (fill) fillIn(fill);
  const all = event.target.closest("[data-tick-all]");
  if (all) tickAll(all);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// A form marked data-submit-on-change sends itself; its button stays for those without script.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && event.target.matches("select, input[type=radio], input[type=checkbox]")) form.requestSubmit();
});

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.dataset.copied;
  if (said) button.textContent = said;
}

// data-tick-all="pick": every box of that name in the form; all ticked already, none.
function tickAll(button) {
  const boxes = [...button.form.elements].filter((box) => box.name === button.dataset.tickAll && box.type === "checkbox");
  const tick = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = tick;
}

// data-fill="id_login=leder@demo.test|id_password=demo"
function fillIn(button) {
  let field = null;
  for (const part of button.dataset.fill.split("|")) {
    const [id, value] = part.split("=");
    field = document.getElementById(id);
    if (field) field.value = value;
  }
  field?.form?.requestSubmit();
}

// What only works with script is hidden in the HTML and shown here.
function showScripted(scope) {
  for (const element of scope.querySelectorAll("[data-needs-script][hidden]")) element.hidden = false;
}
showScripted(document);
document.addEventListener("htmx:load", (event) => showScripted(event.detail.elt));

// A refused partial request is shown as a page, not swallowed.
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403 || status === 404 || status >= 500) window.location.reload();
});
