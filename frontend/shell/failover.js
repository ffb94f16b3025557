// Moves the page to another server node when the one that serves it no longer answers.
//
// The browser has to do this alone: it probes its own node once a second, and at once when
// Vaadin's connection is lost. Two failed probes in a row mean that the node is gone.

import { carried } from "./orders.js";

const EVERY_MS = 1000;
const TIMEOUT_MS = 1200;
const PROBE_MS = 800;
const HEALTH = "/actuator/health";
const MOVED = "davebank-moved:";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Any response counts as alive, even one that this page may not read. */
async function answers(base, timeoutMs) {
  try {
    await fetch(base + HEALTH, {
      mode: base === "" ? "same-origin" : "no-cors",
      cache: "no-store",
      credentials: "omit",
      redirect: base === "" ? "error" : "follow",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return true;
  } catch {
    return false;
  }
}

class FailOver extends HTMLElement {
  #servers = { self: "", others: [], wording: { moving: "", lost: "", moved: "" } };
  #running = false;
  #checking = false;
  #onConnection = () => this.#check();

  set servers(servers) {
    this.#servers = servers;
    this.#tellMoved();
  }

  get servers() {
    return this.#servers;
  }

  connectedCallback() {
    this.#running = true;
    window.Vaadin?.connectionState?.addStateChangeListener?.(this.#onConnection);
    this.#watch();
  }

  disconnectedCallback() {
    this.#running = false;
    window.Vaadin?.connectionState?.removeStateChangeListener?.(this.#onConnection);
  }

  async #watch() {
    while (this.#running) {
      await this.#check();
      await sleep(EVERY_MS);
    }
  }

  async #check() {
    if (this.#checking || !this.#servers.self) {
      return;
    }
    this.#checking = true;
    try {
      if (!(await answers("", TIMEOUT_MS)) && !(await answers("", TIMEOUT_MS))) {
        await this.#move();
      }
    } finally {
      this.#checking = false;
    }
  }

  /** Moves to the first other server that answers; until one does, also retries its own. */
  async #move() {
    const { self, others, wording } = this.#servers;
    for (;;) {
      const alive = await Promise.all(others.map((other) => answers(other.url, PROBE_MS)));
      const target = others[alive.indexOf(true)];
      if (target) {
        this.#say(wording.moving.replace("{0}", self).replace("{1}", target.name));
        // The window's name survives the navigation, other state of the page does not.
        window.name = MOVED + self;
        window.onbeforeunload = null;
        const { pathname, search, hash } = window.location;
        // Cookies stay on their host: for another one, orders without an answer go into the fragment.
        const stays = new URL(target.url).hostname === window.location.hostname;
        const fragment = (stays ? "" : carried()) || hash;
        window.location.replace(target.url + pathname + search + fragment);
        await sleep(4000);
        continue;
      }
      this.#say(wording.lost.replace("{0}", self));
      await sleep(EVERY_MS);
      if (await answers("", TIMEOUT_MS)) {
        window.location.reload();
        await sleep(4000);
      }
    }
  }

  #say(text) {
    let box = this.querySelector(".failover");
    if (!box) {
      box = document.createElement("div");
      box.className = "failover";
      box.setAttribute("role", "alert");
      this.append(box);
    }
    if (box.textContent !== text) {
      box.textContent = text;
    }
  }

  /** On the new page: says which node it came from. */
  #tellMoved() {
    if (!window.name.startsWith(MOVED)) {
      return;
    }
    const from = window.name.slice(MOVED.length);
    window.name = "";
    const { self, wording } = this.#servers;
    const note = document.createElement("div");
    note.className = "failover moved";
    note.setAttribute("role", "status");
    this.append(note);
    // Set after the element was added, so that a screen reader announces the change.
    setTimeout(() => {
      note.textContent = wording.moved.replace("{0}", from).replace("{1}", self);
    }, 100);
    setTimeout(() => note.remove(), 9000);
  }
}

customElements.define("davebank-failover", FailOver);
