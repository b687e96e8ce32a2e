// How many characters may still be pasted. The server decides; nothing is cut off.

for (const area of document.querySelectorAll("textarea[data-counter]")) {
  const most = Number(area.dataset.counter);
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.setAttribute("role", "status");
  area.after(counter);
  let timer = 0;

  const count = () => {
    const length = [...area.value].length;
    const left = most - length;
    counter.classList.toggle("over", left < 0);
    counter.textContent =
      left < 0
        ? `${length.toLocaleString("ja")}文字（${(-left).toLocaleString("ja")}文字多すぎます）`
        : `${length.toLocaleString("ja")}文字／${most.toLocaleString("ja")}文字`;
  };

  // Not at every key: a screen reader would read each number.
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(count, 400);
  });
  count();
}
