// The form of one row: every column that an import takes, and what can be done with the row.

import { countPoints, h } from "./element.js";
import { fit, keep } from "./field.js";
import { titleOf } from "./model.js";
import { fieldChoice } from "./policy.js";

const MORE = [
  ["役割", "一行に一つ。「甲（市町村名）：役割」", 3],
  ["指標", "一行に一つ。「名称：値［時期］」", 2],
  ["参加市町村", "一部の市町村だけで行うとき", 1],
  ["事業費", "一行に一つ。「令和6年度：2,400千円」", 2],
  ["期間", "", 1],
  ["圏域", "資料全体の圏域と違うときだけ", 1],
];
const READ = ["確かめること", "取組の型（推定）", "資料の分野", "担当課", "根拠協定", "そのほかの欄"];

export class Editor {
  constructor(model, id) {
    this.model = model;
    this.id = id;
    this.kept = new Map();
    this.element = h("div", { class: "editor" });
    this.build();
  }

  get row() {
    return this.model.row(this.id);
  }

  build() {
    const title = this.text("取組名", "", 1);
    this.description = this.control("具体的内容", 5);
    const description = h(
      "div",
      { class: "field" },
      h("label", { for: this.name("具体的内容") }, "具体的内容"),
      this.description,
    );
    this.description.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.altKey) {
        event.preventDefault();
        this.split();
      }
    });
    this.fieldSlot = h("div");
    this.categorySlot = h("div", { class: "field" });
    this.statusSlot = h("div", { class: "field" });
    const more = MORE.map(([heading, hint, rows]) => this.text(heading, hint, rows));
    this.more = h("details", { class: "more-fields" }, h("summary", {}, "役割・指標・事業費など"), more, this.statusSlot);
    this.more.open = MORE.some(([heading]) => this.row.cells[heading]);
    this.more.addEventListener("toggle", () => this.more.querySelectorAll("textarea").forEach(fit));
    this.notes = h("dl", { class: "read-notes" });
    this.tools = h("div", { class: "row-tools" });
    this.element.append(this.notes, title, description, this.fieldSlot, this.categorySlot, this.more, this.tools);
    this.refresh();
  }

  name(heading) {
    return `row-${this.id}-${["取組名", "具体的内容", "役割", "指標", "参加市町村", "事業費", "期間", "圏域"].indexOf(heading)}`;
  }

  control(heading, rows) {
    const control = rows > 1 ? h("textarea", { id: this.name(heading), rows }) : h("input", { id: this.name(heading), type: "text" });
    control.value = this.row.cells[heading] ?? "";
    control.addEventListener("input", () => fit(control));
    const send = (text, continued, more) =>
      this.model.edit({ type: "cell", row: this.id, heading, text, continued }, more);
    this.kept.set(heading, keep(control, send));
    return control;
  }

  text(heading, hint, rows) {
    const control = this.control(heading, rows);
    const about = hint ? h("p", { class: "hint", id: `${control.id}-hint` }, hint) : null;
    if (hint) control.setAttribute("aria-describedby", about.id);
    return h("div", { class: "field" }, h("label", { for: control.id }, heading), about, control);
  }

  // After the row was changed, here or elsewhere.
  refresh() {
    const { cells } = this.row;
    for (const [heading, kept] of this.kept) kept.show(cells[heading] ?? "");
    const focused = document.activeElement?.id;
    this.fieldSlot.replaceChildren(fieldChoice(this.model, this.row));
    this.categorySlot.replaceChildren(...this.choice("区分", ["", ...this.model.choices.categories], "政策分野から決まります"));
    this.statusSlot.replaceChildren(...this.choice("状態", ["", "案"], "なし"));
    this.notes.replaceChildren(
      ...READ.filter((name) => cells[name]).flatMap((name) => [h("dt", {}, name), h("dd", {}, cells[name])]),
    );
    this.notes.hidden = !this.notes.children.length;
    this.buildTools();
    if (focused && !document.activeElement?.id) document.getElementById(focused)?.focus();
  }

  choice(heading, values, empty) {
    const id = `row-${this.id}-${heading === "区分" ? "category" : "status"}`;
    const now = this.row.cells[heading] ?? "";
    const all = values.includes(now) ? values : [...values, now];
    const select = h(
      "select",
      { id, onchange: () => this.model.edit({ type: "cell", row: this.id, heading, text: select.value }) },
      all.map((value) => h("option", { value, selected: value === now }, value || empty)),
    );
    return [h("label", { for: id }, heading), select];
  }

  buildTools() {
    const { row, model } = this;
    const list = model.list().filter((other) => !other.rejected || other.id === row.id);
    const at = list.findIndex((other) => other.id === row.id);
    const before = list[at - 1];
    const after = list[at + 1];
    const button = (id, label, action, more = {}) =>
      h("button", { type: "button", class: "action", id: `row-${this.id}-${id}`, onclick: action, ...more }, label);
    const tools = [
      button("check", row.checked ? "✓ 確かめた" : "確かめた", () => this.check(), { "aria-pressed": String(row.checked), disabled: row.rejected }),
      button("split", "カーソルの位置で分ける", () => this.split(), { disabled: row.rejected }),
      before && !row.rejected && button("before", "前の取組とまとめる", () => this.join(before.id, row.id), { title: titleOf(before) }),
      after && !row.rejected && button("after", "次の取組とまとめる", () => this.join(row.id, after.id), { title: titleOf(after) }),
      button("reject", row.rejected ? "取組に戻す" : "取組から除く", () => model.edit({ type: "reject", row: row.id, rejected: !row.rejected })),
    ];
    this.tools.replaceChildren(...tools.filter(Boolean));
  }

  flush() {
    for (const kept of this.kept.values()) kept.flush();
  }

  check() {
    this.flush();
    return this.model.edit({ type: "check", row: this.id, checked: !this.row.checked });
  }

  async split() {
    this.flush();
    const at = countPoints(this.description.value.slice(0, this.description.selectionStart));
    const known = new Set(this.model.order);
    const found = await this.model.edit({ type: "split", row: this.id, at });
    const added = found?.order.find((id) => !known.has(id));
    if (added !== undefined) this.model.choose(added, { turn: false });
  }

  async join(row, other) {
    this.flush();
    if (await this.model.edit({ type: "join", row, other })) this.model.choose(row, { turn: false });
  }

  close() {
    this.flush();
    for (const kept of this.kept.values()) kept.drop();
  }
}
