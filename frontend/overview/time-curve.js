// A curve over a true time axis, the newest figure at the right edge. Unknown spans are hatched
// gaps of their true width; a partly known span has a dashed line over it, as a lower bound.

const WIDTH = 600;
const HEIGHT = 132;
const PAD = 6;

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

/** Runs of consecutive indexes for which the test holds, as [first, end). */
function runs(count, test) {
  const found = [];
  for (let i = 0; i < count; i++) {
    if (test(i)) {
      const last = found.at(-1);
      if (last?.[1] === i) {
        last[1] = i + 1;
      } else {
        found.push([i, i + 1]);
      }
    }
  }
  return found;
}

class TimeCurve extends HTMLElement {
  #curve = { label: "", whole: [], least: [], top: 1, topText: "", ticks: [], marks: [] };

  set curve(curve) {
    this.#curve = curve;
    this.#draw();
  }

  get curve() {
    return this.#curve;
  }

  connectedCallback() {
    this.#draw();
  }

  #draw() {
    const { label, whole, least, topText, ticks, marks } = this.#curve;
    const svg = make("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    });
    const pattern = make("pattern", { id: "gap-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(make("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "hatch" }));
    const defs = make("defs", {});
    defs.append(pattern);
    svg.append(defs, make("line", { class: "base", x1: 0, x2: WIDTH, y1: HEIGHT - 1, y2: HEIGHT - 1 }));
    const x = (i) => ((i / Math.max(1, whole.length)) * WIDTH).toFixed(1);
    for (const [first, end] of runs(whole.length, (i) => whole[i] === null)) {
      const gap = make("rect", { class: "gap", x: x(first), y: 0, width: x(end) - x(first), height: HEIGHT });
      gap.dataset.spans = end - first;
      svg.append(gap);
    }
    this.#lines(svg, whole, "line", true);
    this.#lines(svg, least, "least", false);
    for (const mark of marks) {
      const at = (mark.at * WIDTH).toFixed(1);
      const line = make("line", { class: "mark", x1: at, x2: at, y1: 0, y2: HEIGHT });
      const title = make("title", {});
      title.textContent = mark.text;
      line.append(title);
      svg.append(line);
    }
    const axis = document.createElement("div");
    axis.className = "axis";
    for (const tick of ticks) {
      const text = document.createElement("span");
      text.textContent = tick.text;
      axis.append(text);
    }
    const top = document.createElement("span");
    top.className = "top";
    top.textContent = topText;
    this.replaceChildren(top, svg, this.#words(marks), axis);
  }

  /** The texts of the marks, as far as there is room. */
  #words(marks) {
    const words = document.createElement("div");
    words.className = "marks";
    let free = 0;
    for (const mark of marks) {
      if (mark.at >= free) {
        const text = document.createElement("span");
        text.textContent = `▾ ${mark.text}`;
        text.style.insetInlineStart = `${Math.min(mark.at, 0.72) * 100}%`;
        words.append(text);
        free = mark.at + 0.28;
      }
    }
    return words;
  }

  /** Each known span is drawn over its width, so that even a single one is visible. */
  #lines(svg, figures, name, filled) {
    const { top } = this.#curve;
    const count = Math.max(1, figures.length);
    const y = (figure) => (HEIGHT - 2 - ((HEIGHT - PAD) * figure) / Math.max(1, top)).toFixed(1);
    const x = (i) => ((i / count) * WIDTH).toFixed(1);
    for (const [first, end] of runs(figures.length, (i) => figures[i] !== null)) {
      const points = [`${x(first)} ${y(figures[first])}`];
      for (let i = first; i < end; i++) {
        points.push(`${x(i + 0.5)} ${y(figures[i])}`);
      }
      points.push(`${x(end)} ${y(figures[end - 1])}`);
      const line = `M${points.join("L")}`;
      if (filled) {
        svg.append(make("path", { class: "area", d: `${line}L${x(end)} ${HEIGHT}L${x(first)} ${HEIGHT}Z` }));
      }
      svg.append(make("path", { class: name, d: line }));
    }
  }
}

customElements.define("time-curve", TimeCurve);
