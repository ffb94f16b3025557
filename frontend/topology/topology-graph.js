// The network as an inline SVG: every node is a button with a name, focus, and support
// for arrow keys, Enter and Space. Positions depend only on the order of the nodes, so
// that a dead node stays where it was.

const SVG = "http://www.w3.org/2000/svg";
const NARROW = 520;

const STYLE = `
topology-graph { display: block; min-block-size: 320px; margin-block-start: 4px; }
topology-graph svg { display: block; inline-size: 100%; overflow: visible; }
topology-graph text { fill: var(--db-ink); font-size: 12.5px; text-anchor: middle; pointer-events: none; }
topology-graph .halo { paint-order: stroke; stroke: var(--db-card); stroke-width: 5px; stroke-linejoin: round; }
topology-graph .name { font-weight: 650; }
topology-graph .caption { fill: var(--db-soft); font-size: 11.5px; }
topology-graph .sign { font-size: 17px; font-weight: 700; fill: var(--tone); }
topology-graph .shape { fill: var(--tone-bg); stroke: var(--tone); stroke-width: 2.2; }
topology-graph .crown { fill: var(--tone); }
topology-graph .ring { fill: none; stroke: var(--db-brand); stroke-width: 2; stroke-dasharray: 5 4; display: none; }
topology-graph .focus { fill: none; stroke: var(--db-brand); stroke-width: 3; display: none; }
topology-graph g.node { cursor: pointer; outline: none; transition: transform .25s; }
topology-graph g.node[aria-pressed=true] .ring { display: block; }
topology-graph g.node:focus-visible .focus { display: block; }
topology-graph g.node:hover .shape { stroke-width: 3; }
topology-graph g.ok { --tone: var(--db-ok); --tone-bg: var(--db-ok-bg); }
topology-graph g.warn { --tone: var(--db-warn); --tone-bg: var(--db-warn-bg); }
topology-graph g.bad { --tone: var(--db-bad); --tone-bg: var(--db-bad-bg); }
topology-graph g.off { --tone: var(--db-off); --tone-bg: var(--db-off-bg); }
topology-graph g.warn .shape { stroke-dasharray: 7 4; }
topology-graph .badge rect { fill: var(--db-off-bg); }
topology-graph .badge text { font-size: 10.5px; font-weight: 650; fill: var(--db-off); }
topology-graph .badge.lead rect { fill: var(--db-ok); }
topology-graph .badge.lead text { fill: var(--db-card); }
topology-graph line { stroke: var(--db-brand); stroke-opacity: .16; stroke-width: 1.2; }
topology-graph line.super { stroke-opacity: .55; stroke-width: 2.2; }
topology-graph line.down { stroke: var(--db-off); stroke-opacity: .3; stroke-dasharray: 3 5; }
topology-graph line.harmed { stroke: var(--db-warn); stroke-opacity: .55; stroke-dasharray: 7 4; }
topology-graph line.cut { stroke: var(--db-bad); stroke-opacity: .55; stroke-dasharray: 2 6; }
@media (prefers-reduced-motion: reduce) { topology-graph g.node { transition: none; } }
@media (forced-colors: active) {
  topology-graph .shape, topology-graph line { stroke: CanvasText; }
  topology-graph .focus { stroke: Highlight; }
}
`;

function make(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function text(content, attributes) {
  const element = make("text", attributes);
  element.textContent = content;
  return element;
}

/** Sets an attribute only if it differs, so that an unchanged model costs nothing. */
function put(element, name, value) {
  if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

class TopologyGraph extends HTMLElement {
  #model = { label: "", nodes: [] };
  #svg = make("svg", { role: "group" });
  #links = make("g", { "aria-hidden": "true" });
  #nodes = make("g");
  #drawn = new Map();
  #places = new Map();
  #current = "";
  #width = 0;
  #resize = new ResizeObserver(() => this.#layOut());

  set model(model) {
    this.#model = model;
    this.#draw();
  }

  get model() {
    return this.#model;
  }

  connectedCallback() {
    if (!document.getElementById("topology-graph-style")) {
      const style = document.createElement("style");
      style.id = "topology-graph-style";
      style.textContent = STYLE;
      document.head.append(style);
    }
    if (!this.#svg.isConnected) {
      this.#svg.append(this.#links, this.#nodes);
      this.append(this.#svg);
    }
    this.#svg.addEventListener("keydown", this.#onKey);
    this.#svg.addEventListener("click", this.#onClick);
    this.#resize.observe(this);
    this.#draw();
  }

  disconnectedCallback() {
    this.#svg.removeEventListener("keydown", this.#onKey);
    this.#svg.removeEventListener("click", this.#onClick);
    this.#resize.disconnect();
  }

  #layOut() {
    if (Math.round(this.clientWidth) !== this.#width) {
      this.#draw();
    }
  }

  /** Places nodes in the order of the model: on an ellipse if there is room, else in two columns. */
  #place() {
    const { nodes } = this.#model;
    this.#width = Math.round(this.clientWidth);
    const width = Math.max(240, Math.min(this.#width || 720, 900));
    const narrow = width < NARROW;
    const servers = nodes.filter((node) => node.server).length;
    const height = narrow ? this.#columns(nodes, servers, width) : this.#ellipse(nodes, servers, width);
    put(this.#svg, "viewBox", `0 0 ${width} ${height}`);
  }

  /** Servers on the upper arc, workers on the lower one. */
  #ellipse(nodes, servers, width) {
    const height = 440;
    const step = (2 * Math.PI) / Math.max(1, nodes.length);
    const first = -Math.PI / 2 - ((Math.max(1, servers) - 1) / 2) * step;
    const rx = nodes.length > 1 ? Math.min(280, width / 2 - 90) : 0;
    const ry = nodes.length > 1 ? height / 2 - 78 : 0;
    this.#places.clear();
    nodes.forEach((node, i) => {
      const angle = first + i * step;
      const x = Math.round(width / 2 - 12 + rx * Math.cos(angle));
      const y = Math.round(height / 2 - 8 + ry * Math.sin(angle));
      this.#places.set(node.name, { x, y, narrow: false });
    });
    return height;
  }

  /** Shifts every second row a little, so that links are not hidden behind nodes. */
  #columns(nodes, servers, width) {
    const rows = Math.ceil(servers / 2) + Math.ceil((nodes.length - servers) / 2);
    this.#places.clear();
    nodes.forEach((node, i) => {
      const of = node.server ? i : i - servers;
      const row = Math.floor(of / 2) + (node.server ? 0 : Math.ceil(servers / 2));
      const x = Math.round(width * (of % 2 ? 0.68 : 0.2) + (row % 2 ? 14 : 0));
      this.#places.set(node.name, { x, y: 56 + row * 124, narrow: true });
    });
    return 56 + rows * 124;
  }

  #draw() {
    if (!this.isConnected) {
      return;
    }
    this.#place();
    put(this.#svg, "aria-label", this.#model.label);
    const names = new Set(this.#model.nodes.map((node) => node.name));
    for (const [name, drawn] of this.#drawn) {
      if (!names.has(name)) {
        drawn.remove();
        this.#drawn.delete(name);
      }
    }
    if (!names.has(this.#current)) {
      this.#current = this.#model.nodes[0]?.name ?? "";
    }
    for (const node of this.#model.nodes) {
      this.#drawNode(node);
    }
    this.#drawLinks();
  }

  #drawNode(node) {
    let group = this.#drawn.get(node.name);
    if (!group) {
      group = make("g", { role: "button", "data-name": node.name });
      this.#drawn.set(node.name, group);
      this.#nodes.append(group);
    }
    const { x, y, narrow } = this.#places.get(node.name);
    put(group, "class", `node ${node.tone}`);
    put(group, "transform", `translate(${x} ${y})`);
    put(group, "aria-label", node.label);
    put(group, "aria-pressed", node.selected);
    put(group, "tabindex", node.name === this.#current ? 0 : -1);
    const content = JSON.stringify([node, narrow]);
    if (group.content !== content) {
      group.content = content;
      group.replaceChildren(...this.#parts(node, narrow));
    }
  }

  #parts(node, narrow) {
    const box = (half, radius, name) =>
      node.server
        ? make("rect", { class: name, x: -half, y: -half, width: 2 * half, height: 2 * half, rx: radius })
        : make("circle", { class: name, r: half });
    const parts = [box(34, 20, "ring"), box(38, 22, "focus"), box(26, 15, "shape")];
    if (node.supernode) {
      parts.push(make("path", { class: "crown", d: "M-13 -31l-4 -13 9 6 8 -9 8 9 9 -6 -4 13z" }));
    }
    parts.push(text(node.harmed ? "⚡" : node.sign, { class: "sign", y: 6 }));
    parts.push(text(node.name, { class: "name halo", y: 44 }));
    parts.push(text(node.caption, { class: "caption halo", y: 59 }));
    node.badges.forEach((badge, i) => parts.push(this.#badge(badge, i, narrow)));
    return parts;
  }

  #badge(badge, i, narrow) {
    const width = badge.leader ? (narrow ? 26 : 46) : 22;
    const label = badge.leader ? badge.text + (narrow ? "★" : " lead") : badge.text;
    const column = Math.floor(i / 4);
    return make(
      "g",
      {
        class: badge.leader ? "badge lead" : "badge",
        transform: `translate(${34 + column * (narrow ? 28 : 50)} ${-28 + (i % 4) * 18})`,
      },
      make("rect", { width, height: 15, rx: 7.5 }),
      text(label, { x: width / 2, y: 11.2 }),
    );
  }

  #drawLinks() {
    const { nodes } = this.#model;
    const lines = [];
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) {
        const a = this.#places.get(nodes[i].name);
        const b = this.#places.get(nodes[j].name);
        const up = (node) => node.tone === "ok" || node.tone === "warn";
        const kind = !(up(nodes[i]) && up(nodes[j]))
          ? "down"
          : nodes[i].cut || nodes[j].cut
            ? "cut"
            : nodes[i].harmed || nodes[j].harmed
              ? "harmed"
              : nodes[i].supernode || nodes[j].supernode
                ? "super"
                : "";
        lines.push([a.x, a.y, b.x, b.y, kind]);
      }
    }
    const content = JSON.stringify(lines);
    if (this.#links.content !== content) {
      this.#links.content = content;
      this.#links.replaceChildren(
        ...lines.map(([x1, y1, x2, y2, kind]) => make("line", { x1, y1, x2, y2, class: kind })),
      );
    }
  }

  #onClick = (event) => {
    const group = event.target.closest?.("g.node");
    this.#pick(group?.dataset.name, event.ctrlKey || event.metaKey || event.shiftKey);
  };

  #onKey = (event) => {
    const group = event.target.closest?.("g.node");
    if (!group) {
      return;
    }
    const directions = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#pick(group.dataset.name, event.ctrlKey || event.metaKey || event.shiftKey);
    } else if (event.key === "Escape") {
      this.#pick(undefined, false);
    } else if (directions[event.key]) {
      event.preventDefault();
      this.#step(group.dataset.name, directions[event.key]);
    }
  };

  /** Moves the focus to the nearest node in the arrow's direction. */
  #step(from, [dx, dy]) {
    const here = this.#places.get(from);
    let best = null;
    let bestCost = Infinity;
    for (const [name, place] of this.#places) {
      const x = place.x - here.x;
      const y = place.y - here.y;
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      const cost = along + 2 * aside;
      if (name !== from && along > 4 && cost < bestCost) {
        best = name;
        bestCost = cost;
      }
    }
    if (best) {
      this.#current = best;
      for (const [name, drawn] of this.#drawn) {
        put(drawn, "tabindex", name === best ? 0 : -1);
      }
      this.#drawn.get(best).focus();
    }
  }

  /** Selects only this node, or with a modifier key toggles it. */
  #pick(name, more) {
    const selected = this.#model.nodes.filter((node) => node.selected).map((node) => node.name);
    let names;
    if (!name) {
      names = [];
    } else if (more) {
      names = selected.includes(name) ? selected.filter((each) => each !== name) : [...selected, name];
    } else {
      names = selected.length === 1 && selected[0] === name ? [] : [name];
    }
    if (name) {
      this.#current = name;
    }
    if (names.length || selected.length) {
      this.dispatchEvent(new CustomEvent("nodes-selected", { detail: { names } }));
    }
  }
}

customElements.define("topology-graph", TopologyGraph);
