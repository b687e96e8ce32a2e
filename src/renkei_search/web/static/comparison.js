// The comparison list, remembered in this browser. Without this script, or without storage, the list travels in the
// address (`compare`), and every control here is a link.

const KEY = "renkei-search.comparison";
const PARAMETER = "compare";

/** The ids on the list, or null where the browser keeps nothing. */
export function load() {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    return null;
  }
}

export function save(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    return false;
  }
  render();
  return true;
}

/** The comparison of these initiatives, for the region that the address names, if it names one. */
export function compareUrl(ids) {
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  const own = new URLSearchParams(location.search).get("own");
  if (own) query.set("own", own);
  return query.size ? `/compare?${query}` : "/compare";
}

const tray = document.querySelector("[data-compare-tray]");
const status = document.querySelector("[data-compare-status]");
const most = Number(tray.dataset.max);

/** What the address carries is added to the list, and taken out of this page's address, links and forms. */
function takeOver() {
  const address = new URL(location.href);
  const carried = address.searchParams.getAll(PARAMETER).filter(Boolean);
  if (carried.length) {
    if (!save([...new Set([...load(), ...carried])].slice(0, most))) return;
    history.replaceState(history.state, "", without(address));
  }
  // By attribute: the href of a link in a picture (SVG) is no string.
  for (const link of document.querySelectorAll(`a[href*="${PARAMETER}="]`)) {
    link.setAttribute("href", without(new URL(link.getAttribute("href"), location.href)));
  }
  for (const field of document.querySelectorAll(`input[type=hidden][name=${PARAMETER}]`)) field.remove();
}

function without(address) {
  address.searchParams.delete(PARAMETER);
  return address.href;
}

/** The links that add and remove become buttons. */
function makeButtons() {
  for (const link of document.querySelectorAll("a[data-compare]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.dataset.compare = link.dataset.compare;
    button.append(document.createElement("span"), link.querySelector(".visually-hidden"));
    button.addEventListener("click", () => toggle(button.dataset.compare));
    link.replaceWith(button);
  }
}

function toggle(id) {
  const ids = load() ?? [];
  if (ids.includes(id)) save(ids.filter((other) => other !== id));
  else if (ids.length < most) save([...ids, id]);
  else {
    tray.hidden = false;
    status.textContent = `比べられるのは${most}件までです。ほかの取組を外すと追加できます。`;
  }
}

function render() {
  const ids = load() ?? [];
  for (const button of document.querySelectorAll("button[data-compare]")) {
    const chosen = ids.includes(button.dataset.compare);
    button.classList.toggle("chosen", chosen);
    button.firstChild.textContent = chosen ? "比較から外す" : "比較に追加";
  }
  for (const link of document.querySelectorAll("a[data-compare-link]")) {
    link.href = compareUrl(ids);
    if (link.closest("nav")) link.textContent = ids.length ? `比べる（${ids.length}）` : "比べる";
  }
  tray.hidden = !ids.length || location.pathname === "/compare";
  status.textContent = `比較リスト：${ids.length}件`;
}

if (load()) {
  takeOver();
  makeButtons();
  render();
  document.querySelector("[data-compare-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    save([]);
  });
  addEventListener("storage", render);
  addEventListener("pageshow", render);
}
