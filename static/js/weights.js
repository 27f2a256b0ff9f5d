// Weights: the slider and the number beside it follow each other, and each share of the whole is worked out anew.
// Without script either may be moved; the server takes the one that was.

const form = document.querySelector(".weights-form");
const rows = [...form.querySelectorAll(".weight")].map((row) => ({
  slider: row.querySelector("input[type=range]"),
  number: row.querySelector("input[type=number]"),
}));

for (const { slider, number } of rows) {
  slider.addEventListener("input", () => {
    number.value = slider.value;
  });
  number.addEventListener("input", () => {
    slider.value = number.value || 0;
  });
}
