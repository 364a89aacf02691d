// Prepare: advice that shows at once need not be shown again after "Continue"; drawings change without a reload.
const shown = document.getElementById("shown");
if (shown && CSS.supports("selector(:has(*))")) shown.value = "1";

const look = document.querySelector("[data-look]");
if (look) {
  const redraw = () => {
    const { hair, tone } = Object.fromEntries(new FormData(look));
    document.querySelector("[data-hair]").value = hair;
    document.querySelector("[data-tone]").value = tone;
    for (const image of document.querySelectorAll(".drawn img"))
      image.src = image.src.replace(/-[a-z]+-[a-z]+\.svg$/, `-${hair}-${tone}.svg`);
  };
  for (const select of look.elements) select.addEventListener("change", redraw);
}
