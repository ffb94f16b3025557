// Keeps a person's orders until the bank has answered, in a place that survives the death
// of a server node: in cookies, which a browser sends to every port of a host, and so to the
// next server node. One cookie per order, written before the order is sent.

const PREFIX = "davebank-order-";
const PATH = "/console";
const ORDERS_MAX = 8;
const ORDER_CHARS_MAX = 3900;
const ALL_CHARS_MAX = 12000;
const AGE_S = 7 * 24 * 3600;
const CARRIED = "#davebank-orders=";

function encode(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
}

function cookies() {
  return document.cookie
    .split("; ")
    .filter((each) => each.startsWith(PREFIX))
    .map((each) => {
      const at = each.indexOf("=");
      return [each.slice(PREFIX.length, at), each.slice(at + 1)];
    });
}

/** Every order without an answer, oldest first; unreadable cookies are ignored. */
function kept() {
  const orders = [];
  for (const [, text] of cookies()) {
    try {
      orders.push(decode(text));
    } catch {
      // Not written by this page.
    }
  }
  return orders.sort((one, other) => one.atMs - other.atMs);
}

/** Stores an order; false when there is no room: then it must not be sent. */
function keep(order) {
  const text = encode(order);
  const others = cookies().filter(([key]) => key !== order.key);
  const all = others.reduce((sum, [, each]) => sum + each.length, text.length);
  if (others.length >= ORDERS_MAX || text.length > ORDER_CHARS_MAX || all > ALL_CHARS_MAX) {
    return false;
  }
  document.cookie = `${PREFIX}${order.key}=${text}; Path=${PATH}; Max-Age=${AGE_S}; SameSite=Lax`;
  return cookies().some(([key]) => key === order.key);
}

function forget(key) {
  document.cookie = `${PREFIX}${key}=; Path=${PATH}; Max-Age=0; SameSite=Lax`;
}

function isComboBox(field) {
  return field.localName === "vaadin-combo-box";
}

/** What a person reads in a field: the value of a combo box would only be a number of its item. */
function text(field) {
  return isComboBox(field) ? field.inputElement.value : field.value;
}

/**
 * Stores a button's order when it is pressed, whether or not the request reaches
 * the server. Enter in a field presses the button; in a combo box it chooses.
 */
function arm(button, order, names, ...fields) {
  if (!button.davebankOrder) {
    button.addEventListener("click", () => press(button), true);
    for (const field of fields) {
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !isComboBox(field)) {
          button.click();
        }
      });
    }
  }
  button.davebankOrder = { order, names, fields };
}

function press(button) {
  const { order, names, fields } = button.davebankOrder;
  const missing = fields.some((field) => field.required && !text(field).trim());
  const values = Object.fromEntries(names.map((name, i) => [name, text(fields[i])]));
  button.davebankKept =
    missing || keep({ ...order, atMs: Date.now(), fields: { ...order.fields, ...values } });
}

/** The same for dropped files: stores a file's name and size, not its bytes. */
function watchUploads(upload, order) {
  upload.addEventListener("upload-before", (event) => {
    const { name, size } = event.detail.file;
    const key = "file-" + encode([Date.now(), Math.random()]).slice(-24);
    keep({ ...order, key, atMs: Date.now(), fields: { ...order.fields, name, bytes: String(size) } });
  });
}

function forgetFile(transaction, name) {
  for (const each of kept()) {
    if (each.kind === "ATTACH" && each.fields.transaction === transaction && each.fields.name === name) {
      forget(each.key);
    }
  }
}

/** The fragment that carries the orders to a server on another host. */
export function carried() {
  const orders = kept();
  return orders.length === 0 ? "" : CARRIED + encode(orders);
}

/** Takes over the orders from another host's page, once. */
function take() {
  if (!window.location.hash.startsWith(CARRIED)) {
    return;
  }
  try {
    decode(window.location.hash.slice(CARRIED.length)).forEach(keep);
  } catch {
    // Not written by a page of ours.
  }
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
}

take();
window.davebankOrders = { kept, forget, arm, watchUploads, forgetFile };
