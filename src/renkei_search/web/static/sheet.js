// The filters of a search: on a narrow screen a sheet over the results, and anywhere the count that they would give.
// Without script the link that opens the sheet leads to a page of its own.

const form = document.getElementById("search");
const narrow = document.getElementById("narrow");
const opener = document.querySelector("[data-sheet]");
const submit = narrow?.querySelector("[data-count]");
const boxes = narrow ? [...narrow.querySelectorAll("input[type=checkbox][name]")] : [];

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");

// What the endpoint has no parameter for, and what makes no difference to a count.
const APART = ["view", "first", "own", "compare", "page", "sort", "per_page"];
let asked;

async function count() {
  asked?.abort();
  asked = new AbortController();
  const query = new URLSearchParams(new FormData(form));
  for (const name of APART) query.delete(name);
  query.set("count", "0");
  try {
    const answer = await fetch(`/api/v1/search?${query}`, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") submit.textContent = "選んだ条件で絞り込む";
  }
}

function show(answer) {
  submit.textContent = `${answer.total.toLocaleString("ja-JP")}件を表示`;
  status.textContent = `選んだ条件では${answer.total}件です。`;
  const counts = new Map(
    answer.facets.flatMap((facet) => facet.buckets.map((bucket) => [`${facet.name}=${bucket.value}`, bucket.count])),
  );
  for (const box of boxes) {
    const shown = box.closest("label").querySelector(".count").firstChild;
    shown.data = counts.get(`${box.name}=${box.value}`) ?? 0;
  }
}

let waiting;
function countSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(count, 120);
}

if (narrow && submit) {
  narrow.append(status);
  narrow.querySelector("[data-recount]")?.remove();
  for (const box of boxes) box.addEventListener("change", countSoon);
}

if (narrow && opener) {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-labelledby", "narrow-heading");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button close";
  close.textContent = "閉じる";
  close.addEventListener("click", () => sheet.close());
  narrow.querySelector(".narrow-head").append(close);
  const place = document.createComment("the filters");
  narrow.before(place);
  document.body.append(sheet);

  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    // With a key held down a link opens elsewhere, as links do.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    sheet.append(narrow);
    sheet.showModal();
    close.focus();
    count();
  });
  // A press beside the sheet closes it.
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet && event.offsetY < 0) sheet.close();
  });
  sheet.addEventListener("close", () => {
    // What was not applied must not go along with the next search.
    let changed = false;
    for (const box of boxes) {
      changed ||= box.checked !== box.defaultChecked;
      box.checked = box.defaultChecked;
    }
    place.after(narrow);
    if (changed) count();
    opener.focus();
  });
  form.addEventListener("submit", () => {
    // Not closed, which would take back what is chosen; but back must not show it open.
    addEventListener("pageshow", () => sheet.close(), { once: true });
  });
  // At a desk's width the filters stand beside the results.
  matchMedia("(min-width: 60rem)").addEventListener("change", (wide) => {
    if (wide.matches) sheet.close();
  });
}
