// Vaadin's own line about the connection is a message: it says so to those who do not see it.

function name() {
  const indicator = document.querySelector("vaadin-connection-indicator");
  if (indicator) {
    indicator.setAttribute("role", "status");
  } else {
    setTimeout(name, 200);
  }
}

name();
