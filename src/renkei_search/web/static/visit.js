// Marks the news of the first page that came after the last visit. When that was, only this browser knows; without this
// script, or without storage, the page lists the latest.

const KEY = "renkei-search.visited";

/** When the visit before this one was, in milliseconds; nothing on the first. A visit lasts as long as its tab. */
function lastVisit() {
  try {
    let last = sessionStorage.getItem(KEY);
    if (last === null) {
      last = localStorage.getItem(KEY) ?? "";
      sessionStorage.setItem(KEY, last);
      localStorage.setItem(KEY, String(Date.now()));
    }
    return Number(last);
  } catch {
    return 0;
  }
}

const last = lastVisit();
const told = document.querySelector("[data-visit]");
if (last && told) {
  const fresh = [...document.querySelectorAll("[data-moment]")].filter((item) => Date.parse(item.dataset.moment) > last);
  for (const item of fresh) {
    const mark = document.createElement("strong");
    mark.className = "fresh";
    mark.textContent = "前回のあと";
    item.prepend(mark, " ");
  }
  const day = new Date(last).toLocaleDateString("ja-JP", { month: "long", day: "numeric" });
  told.textContent = fresh.length ? `前回（${day}）のあとに${fresh.length}項目が加わりました。` : `前回（${day}）のあとに加わったものはありません。`;
  told.hidden = false;
}
