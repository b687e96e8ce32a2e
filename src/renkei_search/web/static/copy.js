// A button that copies a text of the page. Where the browser does not allow it, there is no button.

if (navigator.clipboard) {
  for (const place of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset.copyLabel;
    const done = document.createElement("span");
    done.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const text = document.getElementById(place.dataset.copy).textContent.trim();
      try {
        await navigator.clipboard.writeText(text);
        done.textContent = "コピーしました。";
      } catch {
        done.textContent = "コピーできませんでした。文章を選んでコピーしてください。";
      }
    });
    place.append(button, " ", done);
  }
}
