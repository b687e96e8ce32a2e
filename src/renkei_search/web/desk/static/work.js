// The bench: the document's page on one side, the draft on the other.

import { Facts, Wordings } from "./facts.js";
import { fit } from "./field.js";
import { Model } from "./model.js";
import { Picture } from "./picture.js";
import { Rest } from "./rest.js";
import { Rows } from "./rows.js";
import { Tabs } from "./tabs.js";
import { Taking } from "./taking.js";

const bench = document.querySelector("[data-work]");
const find = (name) => bench.querySelector(`[data-${name}]`);
const model = new Model(bench.dataset.work, JSON.parse(bench.dataset.choices));
const problem = find("problem");
const saved = find("saved");

model.addEventListener("problem", (event) => {
  problem.textContent = event.detail.message;
  problem.hidden = false;
  saved.textContent = "保存できていません";
});
model.addEventListener("saving", () => {
  saved.textContent = "保存しています…";
});
model.addEventListener("saved", () => {
  saved.textContent = `保存しました（${new Date().toLocaleTimeString("ja-JP", { timeStyle: "short" })}）`;
});
model.addEventListener("change", () => {
  problem.hidden = true;
});

await model.open();
saved.textContent = "保存してあります";
const tabs = new Tabs(bench.querySelector("[role=tablist]"));
const picture = new Picture(find("sheet"), model);
const rows = new Rows(find("rows"), model);
const rest = new Rest(find("rest"), model, picture);
new Facts(find("facts"), model);
new Wordings(find("fields"), model);
new Taking(find("taking"), model, tabs);

picture.addEventListener("press", (event) => {
  const passage = event.detail;
  if (passage.row === null) {
    tabs.show("rest");
    rest.pick(passage);
  } else {
    tabs.show("rows");
    model.choose(passage.row, { turn: false });
    rows.focusChosen();
  }
});
model.addEventListener("choose", () => {
  if (find("rows").hidden) return;
  bench.querySelectorAll(".editor textarea").forEach(fit);
});
model.addEventListener("focus-row", () => rows.focusChosen());

function showCounts() {
  const kept = model.list().filter((row) => !row.rejected).length;
  const left = model.pages.filter((page) => page.left).length;
  const facts = model.to_confirm.filter((name) => !model.confirmed.includes(name)).length;
  const wordings = model.wordings.filter((one) => !one.field).length;
  find("count-rows").textContent = kept;
  find("count-rest").textContent = left ? `${left}ページ` : "";
  find("count-facts").textContent = facts ? `確かめる ${facts}` : "✓";
  find("count-fields").textContent = wordings ? `選ぶ ${wordings}` : "✓";
  for (const [name, label] of [["undo", "元に戻す"], ["redo", "やり直す"]]) {
    find(name).disabled = !model[name];
    find(name).title = model[name] ? `${label}：${model[name]}` : label;
  }
}
model.addEventListener("change", showCounts);
showCounts();

const move = async (which) => {
  document.activeElement?.blur?.();
  await model.queue;
  if (model[which]) await model.move(which);
};
find("undo").addEventListener("click", () => move("undo"));
find("redo").addEventListener("click", () => move("redo"));
addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea");
  const key = event.key.toLowerCase();
  if (typing || !["z", "y"].includes(key)) return;
  event.preventDefault();
  const focused = document.activeElement;
  move(key === "y" || event.shiftKey ? "redo" : "undo").then(() => focused?.isConnected && focused.focus?.());
});

const file = find("take-back-file");
find("take-back").addEventListener("click", () => file.click());
file.addEventListener("change", async () => {
  if (!file.files[0]) return;
  if (await model.takeBack(file.files[0])) saved.textContent = "直した Excel を読み込みました。「元に戻す」で取り消せます。";
  file.value = "";
});
const keys = find("keys");
find("help").addEventListener("click", () => keys.showModal());

picture.setZoom(0);
const first = model.list().find((row) => !row.rejected && !row.checked) ?? model.list()[0];
if (first) model.choose(first.id);
if (first?.pages.length) model.page = first.pages[0];
await picture.show();
bench.dataset.ready = "";
