// What no row has, on the page that is shown: pick passages, make a row of them or add them to the chosen one.

import { h } from "./element.js";
import { titleOf } from "./model.js";

const TEXT = new Set(["本文", "表の見出し・欄"]);

export class Rest {
  constructor(root, model, picture) {
    this.model = model;
    this.picture = picture;
    this.picked = new Set();
    this.all = false;
    // What became of the last passages, until others are picked or the page is turned: the page is drawn anew meanwhile.
    this.done = { page: null, text: "" };
    this.heading = h("h3", {});
    this.list = h("ul", { class: "rest" });
    this.note = h("p", { class: "hint", role: "status" });
    this.make = this.button("取組にする", () => this.claim(null, "具体的内容"), "primary");
    this.add = this.button("", () => this.claim(this.model.chosen, "具体的内容"));
    this.name = this.button("", () => this.claim(this.model.chosen, "取組名"));
    this.next = this.button("文の残る次のページへ", () => this.goOn());
    const every = h("input", { type: "checkbox", onchange: (event) => this.setAll(event.target.checked) });
    root.append(
      h("p", { class: "hint" }, "原資料のページの文を選び、取組にするか、選んでいる取組に足します。ページの文を押しても選べます。"),
      this.heading,
      h("div", { class: "rest-bar" }, this.make, this.add, this.name),
      this.note,
      this.list,
      h("div", { class: "rest-bar" }, this.next, h("label", { class: "all" }, every, "柱・ページ番号・ふりがな・分野の欄も見る")),
    );
    picture.addEventListener("shown", () => this.show());
    model.addEventListener("choose", () => this.label());
    this.label();
  }

  button(label, action, kind = "") {
    return h("button", { type: "button", class: kind || "action", onclick: action }, label);
  }

  setAll(on) {
    this.all = on;
    this.show();
  }

  show() {
    this.picked.clear();
    const page = this.model.pages.find((one) => one.number === this.model.page);
    this.heading.textContent = `${this.picture.pageName(page)}の、取組にしていない文`;
    const items = this.picture.passages
      .map((passage, index) => ({ passage, index }))
      .filter(({ passage }) => passage.row === null && (this.all || TEXT.has(passage.kind)));
    this.list.replaceChildren(
      ...items.map(({ passage, index }) => {
        const box = h("input", { type: "checkbox", "data-index": index, onchange: () => this.set(index, box.checked) });
        return h("li", {}, h("label", {}, box, h("span", {}, passage.text), h("span", { class: "kind" }, passage.kind)));
      }),
    );
    this.label();
  }

  set(index, on) {
    this.done.page = null;
    if (on) this.picked.add(index);
    else this.picked.delete(index);
    this.picture.pick(this.picked);
    this.label();
  }

  // From the picture.
  pick(passage) {
    if (!TEXT.has(passage.kind) && !this.all) {
      this.all = true;
      this.list.parentElement.querySelector(".all input").checked = true;
      this.show();
    }
    const index = this.picture.passages.indexOf(passage);
    const box = this.list.querySelector(`[data-index="${index}"]`);
    if (!box) return;
    box.checked = !box.checked;
    this.set(index, box.checked);
    box.scrollIntoView({ block: "nearest" });
    box.focus({ preventScroll: true });
  }

  label() {
    const count = this.picked.size;
    const row = this.model.chosen === null ? null : this.model.row(this.model.chosen);
    this.make.disabled = !count;
    for (const [button, heading] of [[this.add, "具体的内容"], [this.name, "取組名"]]) {
      button.hidden = !row || row.rejected;
      button.disabled = !count;
      if (row) button.textContent = `「${titleOf(row).slice(0, 14)}」の${heading}に足す`;
    }
    const left = this.list.children.length;
    const done = this.done.page === this.model.page ? this.done.text : "";
    const rest = left ? "" : "このページの文は、すべて取組に入っています。";
    this.note.textContent = count ? `${count}か所を選んでいます。` : done || rest;
    this.next.disabled = !this.model.pages.some((page) => page.left && page.number !== this.model.page);
  }

  async claim(row, heading) {
    const passages = [...this.picked].sort((a, b) => a - b).map((index) => this.picture.passages[index].spans);
    const found = await this.model.claim(passages, row, heading);
    if (!found) return;
    if (found.new_row !== null) this.model.choose(found.new_row, { turn: false });
    this.done = {
      page: this.model.page,
      text: row === null ? "取組にしました。「取組」で取組名などを書いてください。" : `「${heading}」に足しました。`,
    };
    this.label();
  }

  goOn() {
    const { pages, page } = this.model;
    const at = pages.findIndex((one) => one.number === page);
    const next = [...pages.slice(at + 1), ...pages.slice(0, at)].find((one) => one.left);
    if (next) this.model.turn(next.number);
  }
}
