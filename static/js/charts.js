// Figures are drawn once they come into view: until then, and without this script, sentence and table say it all.
// Their data stand in the page; Plotly is fetched for the first of them only, after everything else has come.
const sources = document.getElementById("charts")?.dataset;
const boxes = [...document.querySelectorAll("[data-figure]")];
const dark = matchMedia("(prefers-color-scheme: dark)");

// What the server draws in for a white ground, and the name under which the house's colours hold on a dark one.
const COLOURS = {
  "#12436D": "--series-1",
  "#28A197": "--series-2",
  "#801650": "--series-3",
  "#F46A25": "--series-4",
  "#17222D": "--ink",
  "#48545F": "--ink-soft",
  "#6B7783": "--field-line",
  "#AAB5BE": "--line-strong",
  "#A8430F": "--accent",
  "#FFFFFF": "--surface",
};

// Every text of a figure comes from the server; this is how Plotly writes numbers of its own.
const FRENCH = { moduleType: "locale", name: "fr", dictionary: {}, format: { decimal: ",", thousands: "\u202f" } };

let printing = false;
let plotly;

function fetchScript(src) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

function fetchPlotly() {
  plotly ??= fetchScript(sources.plotly).then(() => {
    window.Plotly.register(FRENCH);
    return window.Plotly;
  });
  return plotly;
}

function figureOf(box) {
  return JSON.parse(document.getElementById(box.dataset.figure).textContent);
}

function tableOf(box) {
  return box.closest("figure").querySelector("details");
}

// On paper three panels stand side by side, and names beside their words; figures cannot shrink by themselves.
function sized(figure, box) {
  if (!printing) return figure;
  const isWide = box.closest(".panel-wide");
  const size = isWide ? { width: 400 } : { width: 190, height: 180 };
  return { ...figure, layout: { ...figure.layout, ...size } };
}

// The figure in the colours of the moment: paper is always light.
function coloured(figure) {
  if (!dark.matches || printing) return figure;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return JSON.parse(JSON.stringify(figure), (key, value) => {
    const known = typeof value === "string" && COLOURS[value.toUpperCase()];
    return known ? colour(known) : value;
  });
}

async function draw(box) {
  try {
    const Plotly = await fetchPlotly();
    const figure = coloured(sized(figureOf(box), box));
    box.style.height = `${figure.layout.height}px`;
    await Plotly.react(box, figure.data, figure.layout, figure.config);
    box.dataset.drawn = "";
  } catch {
    // The table below says the same.
    box.hidden = true;
    tableOf(box).open = true;
  }
}

function redraw() {
  boxes.filter((box) => "drawn" in box.dataset).forEach(draw);
}

const coming = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      coming.unobserve(entry.target);
      draw(entry.target);
    }
  },
  { rootMargin: "150px" },
);

function watch() {
  boxes.forEach((box) => coming.observe(box));
}

// The room a figure will take is kept from the start: nothing moves when it comes.
for (const box of boxes) {
  box.style.height = `${figureOf(box).layout.height}px`;
  box.dataset.kept = "";
}
dark.addEventListener("change", redraw);

// A panel grows when its table is opened, and its figure with it.
addEventListener(
  "toggle",
  (event) => {
    const box = event.target.closest?.(".panel")?.querySelector("[data-drawn]");
    if (box) window.Plotly.Plots.resize(box);
  },
  true,
);

// On paper figures are in the colours of the light, and where one is not drawn yet its table stands instead.
function setForPaper(isPaper) {
  printing = isPaper;
  redraw();
  for (const box of boxes.filter((each) => !("drawn" in each.dataset))) {
    box.hidden = isPaper;
    tableOf(box).open = isPaper;
  }
}
addEventListener("beforeprint", () => setForPaper(true));
addEventListener("afterprint", () => setForPaper(false));

if (document.readyState === "complete") watch();
else addEventListener("load", watch, { once: true });
