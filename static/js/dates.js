// Date fields get dkfds' calendar; its script is fetched only where there is one.
// The visible field keeps the name, so what was typed is what is sent, calendar or not.

let loading = null;

function loadDkfds() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=dkfds-script]").content;
    script.addEventListener("load", () => resolve(window.DKFDS));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return loading;
}

async function start(scope) {
  const pickers = [...scope.querySelectorAll(".date-picker:not(.date-picker--initialized)")];
  if (!pickers.length) return;
  const names = new Map(pickers.map((picker) => [picker, picker.querySelector("input").name]));
  const dkfds = await loadDkfds();
  dkfds.init({ scope });
  for (const [picker, name] of names) {
    picker.querySelector(".date-picker__internal-input").removeAttribute("name");
    picker.querySelector(".date-picker__external-input").name = name;
  }
}

start(document.body);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
