// The list of rows. The chosen one is open, with its form.

import { Editor } from "./editor.js";
import { h } from "./element.js";
import { titleOf } from "./model.js";

const FILTERS = [
  ["all", "すべて", (row) => !row.rejected],
  ["open", "まだ確かめていない", (row) => !row.rejected && !row.checked],
  ["doubt", "確からしさが高くない", (row) => !row.rejected && row.cells["確からしさ"] !== "高い"],
  ["edited", "文を直した", (row) => !row.rejected && row.edited],
  ["rejected", "除いた", (row) => row.rejected],
];

export class Rows {
  constructor(root, model) {
    this.root = root;
    this.model = model;
    this.filter = "all";
    this.items = new Map();
    this.editor = null;
    this.filters = h("select", { "aria-label": "示す取組", onchange: () => this.setFilter(this.filters.value) });
    this.summary = h("p", { class: "hint", role: "status" });
    this.list = h("ol", { class: "rows" });
    this.list.addEventListener("keydown", (event) => this.key(event));
    const add = h("button", { type: "button", class: "action", onclick: () => this.add() }, "取組を書き足す");
    root.append(h("div", { class: "rows-bar" }, this.filters, add), this.summary, this.list);
    model.addEventListener("change", (event) => this.refresh(event.detail.rows));
    model.addEventListener("choose", () => this.open());
    this.refresh(new Set(model.order));
  }

  setFilter(name) {
    this.filter = name;
    this.refresh(new Set());
  }

  shown() {
    const passes = FILTERS.find(([name]) => name === this.filter)[2];
    // What is open stays, so that it does not vanish under the hands.
    return this.model.list().filter((row) => passes(row) || row.id === this.model.chosen);
  }

  refresh(changed) {
    const rows = this.model.list();
    this.filters.replaceChildren(
      ...FILTERS.map(([name, label, passes]) =>
        h("option", { value: name, selected: name === this.filter }, `${label}（${rows.filter(passes).length}）`),
      ),
    );
    const kept = rows.filter((row) => !row.rejected);
    const checked = kept.filter((row) => row.checked).length;
    this.summary.textContent = kept.length
      ? `${kept.length}件のうち ${checked}件を確かめました。`
      : "取組がありません。「取組にしていない文」から作るか、書き足してください。";
    for (const id of [...this.items.keys()])
      if (!this.model.row(id)) {
        if (this.editor?.id === id) this.editor = null;
        this.items.get(id).remove();
        this.items.delete(id);
      }
    const shown = this.shown();
    for (const row of shown) {
      if (!this.items.has(row.id)) this.items.set(row.id, h("li", { "data-id": row.id }));
      if (changed.has(row.id) || !this.items.get(row.id).firstChild) this.draw(row);
    }
    const elements = shown.map((row) => this.items.get(row.id));
    const now = [...this.list.children];
    if (now.length !== elements.length || now.some((element, at) => element !== elements[at])) {
      const focused = document.activeElement;
      this.list.replaceChildren(...elements);
      if (this.list.contains(focused)) focused.focus();
    }
    if (this.editor && changed.size) this.editor.refresh();
  }

  draw(row) {
    const item = this.items.get(row.id);
    const sure = row.cells["確からしさ"];
    const pages = row.cells["原資料のページ"];
    const field = row.decided || row.cells["政策分野"]?.replaceAll("\n", "、");
    const open = this.model.chosen === row.id;
    const head = h(
      "button",
      { type: "button", class: "row-head", "aria-expanded": String(open), onclick: () => this.toggle(row.id) },
      h("span", { class: "row-title" }, titleOf(row)),
      h(
        "span",
        { class: "row-marks" },
        row.checked && h("span", { class: "tag done" }, "✓ 確かめた"),
        row.rejected && h("span", { class: "tag" }, "除いた"),
        row.edited && h("span", { class: "tag" }, "文を直した"),
        sure && sure !== "高い" && h("span", { class: "tag doubt" }, `確からしさ ${sure}`),
        !field && h("span", { class: "tag doubt" }, "政策分野なし"),
        !row.cells["具体的内容"] && h("span", { class: "tag doubt" }, "具体的内容なし"),
        field && h("span", { class: "row-field" }, field),
        pages && h("span", { class: "row-page" }, `${pages}${/^\d+$/.test(pages) ? "ページ" : ""}`),
      ),
    );
    const had = item.querySelector(".row-head");
    const focused = had !== null && had === document.activeElement;
    if (had) had.replaceWith(head);
    else item.prepend(head);
    item.classList.toggle("rejected", row.rejected);
    item.classList.toggle("chosen", open);
    if (focused) head.focus();
  }

  toggle(id) {
    this.model.choose(this.model.chosen === id ? null : id);
  }

  open() {
    const id = this.model.chosen;
    if (this.editor && this.editor.id !== id) {
      const former = this.editor;
      this.editor = null;
      former.close();
      former.element.remove();
      if (this.model.row(former.id) && this.items.has(former.id)) this.draw(this.model.row(former.id));
    }
    if (id === null) return;
    this.refresh(new Set());
    this.draw(this.model.row(id));
    const item = this.items.get(id);
    if (!this.editor) {
      this.editor = new Editor(this.model, id);
      item.append(this.editor.element);
      this.editor.refresh();
    }
    if (this.started) item.querySelector(".row-head").scrollIntoView({ block: "nearest" });
    this.started = true;
  }

  focusChosen() {
    this.items.get(this.model.chosen)?.querySelector(".row-head").focus();
  }

  async add() {
    const known = new Set(this.model.order);
    const found = await this.model.edit({ type: "add", after: this.model.chosen });
    const added = found?.order.find((id) => !known.has(id));
    if (added === undefined) return;
    this.model.choose(added);
    this.editor.element.querySelector("input").focus();
  }

  key(event) {
    if (event.key === "Enter" && event.ctrlKey && this.editor) {
      event.preventDefault();
      this.checkAndGoOn();
      return;
    }
    if (!event.target.classList.contains("row-head")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const heads = [...this.list.querySelectorAll(".row-head")];
    const next = heads[heads.indexOf(event.target) + step];
    if (!next) return;
    this.model.choose(Number(next.parentElement.dataset.id));
    this.focusChosen();
  }

  async checkAndGoOn() {
    const id = this.editor.id;
    if (!this.model.row(id).checked) await this.editor.check();
    const list = this.model.list();
    const at = list.findIndex((row) => row.id === id);
    const next = [...list.slice(at + 1), ...list.slice(0, at)].find((row) => !row.rejected && !row.checked);
    if (next) this.model.choose(next.id);
    this.focusChosen();
  }
}
