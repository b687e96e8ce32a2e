// The comparison page and the list remembered in this browser: a link that changes the list on the page changes the
// remembered one with it. A list from elsewhere, such as a colleague's link, never replaces it unasked.

import { compareUrl, load, save } from "./comparison.js";

const page = document.querySelector("[data-compare-page]");
const notice = document.querySelector("[data-compare-other]");
const shown = page.dataset.comparePage.split(" ").filter(Boolean);

const same = (one, other) => one.length === other.length && one.every((id, n) => id === other[n]);

function showOther(remembered) {
  const link = document.createElement("a");
  link.href = compareUrl(remembered);
  link.textContent = `このブラウザーの比較リスト（${remembered.length}件）を開く`;
  notice.replaceChildren(link);
  if (shown.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "いま見ている並びを比較リストにする";
    button.addEventListener("click", () => {
      save(shown);
      notice.textContent = "比較リストにしました。";
    });
    notice.prepend("比較リストとは別の並びを見ています。");
    notice.append(" ", button);
  }
  notice.hidden = false;
}

function sync() {
  const remembered = load();
  if (!remembered) return;
  notice.hidden = true;
  if (!remembered.length && shown.length) save(shown);
  else if (remembered.length && !same(remembered, shown)) showOther(remembered);
}

for (const link of document.querySelectorAll("a[data-compare-list]")) {
  link.addEventListener("click", () => {
    const remembered = load();
    if (remembered && same(remembered, shown)) save(link.dataset.compareList.split(" ").filter(Boolean));
  });
}
addEventListener("pageshow", sync);
