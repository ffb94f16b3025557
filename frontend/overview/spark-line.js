// A small curve of the newest figures, the newest at the right edge.

const WIDTH = 600;
const HEIGHT = 88;

class SparkLine extends HTMLElement {
  #curve = { label: "", figures: [], room: 2 };

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
    const { label, figures, room } = this.#curve;
    const top = Math.max(1, ...figures);
    const x = (i) => ((room - figures.length + i) / (room - 1)) * WIDTH;
    const y = (figure) => HEIGHT - 4 - ((HEIGHT - 10) * figure) / top;
    const points = figures.map((figure, i) => `${x(i).toFixed(1)} ${y(figure).toFixed(1)}`);
    const line = points.length ? `M${points.join("L")}` : "";
    const area = line ? `${line}L${WIDTH} ${HEIGHT}L${x(0).toFixed(1)} ${HEIGHT}Z` : "";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    for (const [name, d] of [["area", area], ["line", line]]) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", name);
      path.setAttribute("d", d);
      svg.append(path);
    }
    this.replaceChildren(svg);
  }
}

customElements.define("spark-line", SparkLine);
