// Completions for the search box. Without this script the box works as it is.
"use strict";

for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(box.getAttribute("list"));
  let latest = 0;

  const suggest = async () => {
    const asked = ++latest;
    const typed = box.value.trim();
    if (!typed) {
      list.replaceChildren();
      return;
    }
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || asked !== latest) return;
    const { items } = await answer.json();
    list.replaceChildren(
      ...items.map((item) => Object.assign(document.createElement("option"), { value: item.text, label: `${item.count}件` })),
    );
  };

  // Keys that convert kana to kanji belong to the input method.
  box.addEventListener("input", (event) => {
    if (!event.isComposing) suggest();
  });
  box.addEventListener("compositionend", suggest);
}
