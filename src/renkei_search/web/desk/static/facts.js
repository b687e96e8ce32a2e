// What is true of the whole document, to be confirmed; and what the wordings of its policy fields mean.

import { h } from "./element.js";
import { keep } from "./field.js";
import { fieldSelect } from "./policy.js";

const ABOUT = {
  資料: ["資料の題名", "出典に示します"],
  公表者: ["公表者", "資料を公表した機関"],
  時点: ["時点", "令和7年4月1日、R7.4、2025年 のように書きます"],
  公開されているアドレス: ["公開されているアドレス", "分かれば。出典からたどれるようになります"],
  圏域: ["圏域", "収録していない圏域なら、下の三つも確かめてください"],
  圏域の種類: ["圏域の種類", "名前から分かるときは、選ばなくてかまいません"],
  都道府県: ["都道府県", "二つ以上なら、中心市のあるものを先に、「、」で区切ります"],
  構成市町村: ["構成市町村", "「、」で区切り、中心市を【 】で囲みます"],
};

export class Facts {
  constructor(root, model) {
    this.model = model;
    this.kept = new Map();
    const ids = Object.keys(ABOUT);
    const fields = ids.map((heading, index) => {
      const [label, hint] = ABOUT[heading];
      const id = `fact-${index}`;
      const control =
        heading === "圏域の種類"
          ? h("select", { id }, ["", ...model.choices.kinds].map((kind) => h("option", { value: kind }, kind || "名前から")))
          : h("input", { id, type: "text", list: heading === "圏域" ? "known-regions" : null });
      control.setAttribute("aria-describedby", `${id}-hint`);
      control.value = model.facts[heading] ?? "";
      this.kept.set(heading, keep(control, (text, continued, more) => model.edit({ type: "fact", heading, text, continued }, more)));
      const tag = h("span", { class: "tag", "data-fact": heading });
      return h("div", { class: "field" }, h("label", { for: id }, label), tag, h("p", { class: "hint", id: `${id}-hint` }, hint), control);
    });
    const regions = h("datalist", { id: "known-regions" }, model.choices.regions.map((value) => h("option", { value })));
    this.confirm = h("button", { type: "button", class: "primary", onclick: () => this.confirmAll() }, "この内容で確かめた");
    this.known = h("p", { class: "hint", role: "status" });
    root.append(
      h("p", { class: "hint" }, "表紙などから読み取ったものです。違っていれば直し、確かめてください。すべての取組に使います。"),
      ...fields.slice(0, 5),
      this.known,
      ...fields.slice(5),
      regions,
      h("p", {}, this.confirm),
    );
    model.addEventListener("change", () => this.refresh());
    model.addEventListener("focus-fact", (event) => document.getElementById(`fact-${ids.indexOf(event.detail.heading)}`)?.focus());
    this.refresh();
  }

  refresh() {
    const { model } = this;
    for (const [heading, kept] of this.kept) {
      kept.show(model.facts[heading] ?? "");
      const tag = document.querySelector(`[data-fact="${heading}"]`);
      if (!tag) continue;
      const needed = model.to_confirm.includes(heading);
      const done = model.confirmed.includes(heading);
      tag.hidden = !needed;
      tag.textContent = done ? "✓ 確かめた" : model.facts[heading] ? "読み取り。確かめてください" : "空です。書いてください";
      tag.className = `tag ${done ? "done" : "doubt"}`;
    }
    this.known.textContent = model.choices.regions.includes(model.facts["圏域"])
      ? "収録済みの圏域です。種類・都道府県・構成市町村は、書かなくてかまいません。"
      : "収録していない圏域です。取り込むと、新しい圏域になります。";
    this.confirm.disabled = model.to_confirm.every((name) => model.confirmed.includes(name));
  }

  async confirmAll() {
    for (const kept of this.kept.values()) kept.flush();
    await this.model.queue;
    await this.model.edit({ type: "confirm", headings: this.model.to_confirm });
  }
}

export class Wordings {
  constructor(root, model) {
    this.model = model;
    this.root = root;
    model.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  refresh() {
    const { model } = this;
    if (!model.wordings.length) {
      this.root.replaceChildren(h("p", {}, "対応を確かめる必要がある政策分野の書き方はありません。"));
      return;
    }
    const focused = document.activeElement?.id;
    const rows = model.wordings.map((one, index) => {
      const id = `wording-${index}`;
      const select = fieldSelect(model, one.field === model.choices.infer ? "" : one.field, { id }, "文ごとに推定したまま");
      select.addEventListener("change", () => model.edit({ type: "decide", wording: one.wording, field: select.value }));
      const candidate = one.candidate.replace(model.choices.inferred, "");
      const use =
        candidate && !one.field &&
        h("button", { type: "button", class: "action", id: `${id}-use`, onclick: () => model.edit({ type: "decide", wording: one.wording, field: candidate }) }, `「${candidate}」にする`);
      return h("li", {}, h("label", { for: id }, `「${one.wording}」`, h("span", { class: "count" }, ` ${one.rows}件`)), select, use);
    });
    this.root.replaceChildren(
      h("p", { class: "hint" }, "この資料の分野の書き方です。書き方ごとに一度選ぶと、その書き方のすべての取組に当てはまります。取組で直した政策分野は、そのままです。"),
      h("ul", { class: "wordings" }, rows),
    );
    if (focused) document.getElementById(focused)?.focus();
  }
}
