// Marks Vaadin's connection indicator as a status message for screen readers.

function name() {
  const indicator = document.querySelector("vaadin-connection-indicator");
  if (indicator) {
    indicator.setAttribute("role", "status");
  } else {
    setTimeout(name, 200);
  }
}

name();
