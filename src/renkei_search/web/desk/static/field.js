// A control for a text of the work: what is typed is sent when the typing pauses, when the field is left, and when the
// page is closed.

const PAUSE = 700;

export function keep(control, send) {
  let timer = 0;
  let last = control.value;
  let sent = false;
  let known = control.value;
  let unanswered = 0;

  const flush = (more) => {
    clearTimeout(timer);
    if (control.value === last) return;
    last = control.value;
    unanswered += 1;
    send(control.value, sent, more).then(() => {
      unanswered -= 1;
      show(known);
    });
    sent = true;
  };
  // What the server has, unless somebody is typing here or what was typed is still on its way.
  const show = (text) => {
    known = text;
    if (unanswered || (document.activeElement === control && control.value !== last)) return;
    if (control.value !== text) control.value = text;
    last = text;
    fit(control);
  };
  control.addEventListener("focus", () => {
    sent = false;
  });
  control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  control.addEventListener("change", () => flush());
  control.addEventListener("blur", () => flush());
  const leave = () => flush({ keepalive: true });
  addEventListener("pagehide", leave);
  return {
    flush,
    show,
    drop: () => removeEventListener("pagehide", leave),
  };
}

// A text area as high as its text.
export function fit(control) {
  if (control.tagName !== "TEXTAREA" || !control.isConnected) return;
  control.style.height = "auto";
  control.style.height = `${Math.min(control.scrollHeight + 4, 420)}px`;
}
