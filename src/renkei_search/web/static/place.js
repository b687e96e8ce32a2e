// Back returns to where one was: the same things unfolded, the same card under the eyes. A browser that keeps the page
// whole does so by itself; one that loads it again knows neither.

const key = () => `renkei-search.place ${globalThis.navigation?.currentEntry?.key ?? location.href}`;
const folds = () => [...document.querySelectorAll("details, .show-marks")];
const isOpen = (fold) => fold.open ?? fold.checked;
const initially = folds().map(isOpen);

function remember() {
  const seen = [...document.querySelectorAll("main [id]")].find((element) => element.getBoundingClientRect().bottom > 0);
  const place = {
    open: folds().map(isOpen),
    id: scrollY > 0 ? seen?.id : undefined,
    top: seen?.getBoundingClientRect().top,
  };
  try {
    sessionStorage.setItem(key(), JSON.stringify(place));
  } catch {
    // No storage, no memory.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(key()));
  } catch {
    return null;
  }
}

function unfold(open) {
  const found = folds();
  if (found.length !== open.length) return;
  found.forEach((fold, n) => {
    if (open[n] !== initially[n]) fold["open" in fold ? "open" : "checked"] = open[n];
  });
}

function scrollBack({ id, top }) {
  const element = id && document.getElementById(id);
  if (element) scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
}

addEventListener("pagehide", remember);
const [navigation] = performance.getEntriesByType("navigation");
const place = navigation?.type === "back_forward" ? recall() : null;
if (place) {
  unfold(place.open);
  scrollBack(place);
  // The browser's own way back knows nothing of what was unfolded, and comes before or after ours, sooner or later on a
  // busy machine. So ours is repeated until the reader moves, or all is long settled.
  const moved = new AbortController();
  const back = () => scrollBack(place);
  addEventListener("load", () => requestAnimationFrame(back), { signal: moved.signal });
  addEventListener("scroll", back, { signal: moved.signal });
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(type, () => moved.abort(), { once: true, passive: true });
  }
  addEventListener("load", () => setTimeout(() => moved.abort(), 3000));
}
