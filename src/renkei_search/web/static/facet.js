// The facets of a search: a field above a long one that leaves only the values with the letters typed.

// Back shows the page as it was left, with boxes ticked that its search does not have.
addEventListener("pageshow", (event) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (event.persisted || navigation?.type === "back_forward") document.getElementById("search").reset();
});

for (const facet of document.querySelectorAll("fieldset[data-facet]")) {
  const label = document.createElement("label");
  label.className = "facet-search";
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  label.append(`${facet.dataset.facet}の中を探す`, field);
  const none = document.createElement("p");
  none.className = "hint";
  none.setAttribute("role", "status");
  facet.querySelector("legend").after(label, none);

  const choices = [...facet.querySelectorAll("li")];
  const folds = [...facet.querySelectorAll("details")];
  const groups = [...facet.querySelectorAll(".group")];
  const opened = new Map(folds.map((fold) => [fold, fold.open]));

  const filter = () => {
    const typed = field.value.normalize("NFKC").trim().toLowerCase();
    for (const choice of choices) {
      const group = choice.closest(".group")?.querySelector(".group-name")?.textContent ?? "";
      // A branch stays with what it holds: its text includes theirs.
      choice.hidden = !`${group}${choice.textContent}`.normalize("NFKC").toLowerCase().includes(typed);
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    for (const fold of folds) fold.open = typed ? true : opened.get(fold);
    none.textContent = typed && choices.every((choice) => choice.hidden) ? "あてはまるものがありません。" : "";
  };

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    // Enter here must not send the search; during a conversion it belongs to the input method anyway.
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
}
