// Import and index, with what the import says; then where to find the result.

import { h } from "./element.js";
import { titleOf } from "./model.js";
import { get, post } from "./server.js";

const STAGES = { checking: "確かめています…", importing: "取り込んでいます…", indexing: "索引を作っています…" };

export class Taking {
  constructor(root, model, tabs) {
    this.model = model;
    this.tabs = tabs;
    this.folder = root.dataset.corpus;
    this.ready = h("div");
    this.status = h("p", { role: "status", class: "taking-status" });
    this.bar = h("progress", { "aria-label": "索引の進み", hidden: true });
    this.result = h("div", { class: "taking-result" });
    this.done = h("div");
    this.check = h("button", { type: "button", onclick: () => this.run(false) }, "取り込まずに確かめる");
    this.go = h("button", { type: "button", class: "primary", onclick: () => this.run(true) }, "取り込んで、検索できるようにする");
    root.append(this.ready, h("p", { class: "taking-buttons" }, this.go, " ", this.check), this.status, this.bar, this.result, this.done);
    model.addEventListener("change", () => this.refresh());
    this.refresh();
    this.follow(true);
  }

  refresh() {
    const { model } = this;
    const kept = model.list().filter((row) => !row.rejected);
    const open = kept.filter((row) => !row.checked).length;
    const facts = this.unconfirmed();
    const wordings = model.wordings.filter((one) => !one.field).length;
    const go = (tab, label) => h("button", { type: "button", class: "link", onclick: () => this.tabs.show(tab, true) }, label);
    this.ready.replaceChildren(
      h("p", {}, `取組 ${kept.length}件を ${this.folder} に取り込みます。除いた取組は取り込みません。`),
      h(
        "ul",
        {},
        facts.length ? h("li", {}, go("facts", "資料と圏域"), `を確かめてください（${facts.join("、")}）。確かめるまで取り込めません。`) : h("li", {}, "資料と圏域は確かめてあります。"),
        wordings > 0 && h("li", {}, go("fields", "対応表"), `で選んでいない書き方が ${wordings}種類あります。政策分野は推定のままになります。`),
        open > 0 && h("li", {}, `まだ「確かめた」の印がない取組が ${open}件あります。そのままでも取り込めます。`),
      ),
    );
    this.go.disabled = this.running || facts.length > 0 || !kept.length;
    this.check.disabled = this.running || !kept.length;
    this.showTaken();
  }

  unconfirmed() {
    return this.model.to_confirm.filter((name) => !this.model.confirmed.includes(name));
  }

  showTaken() {
    const { taken, revision } = this.model;
    if (!taken || this.running) {
      this.done.replaceChildren();
      return;
    }
    const when = new Date(taken.at).toLocaleString("ja-JP", { dateStyle: "medium", timeStyle: "short" });
    const found = Object.entries(taken.ids).filter(([id]) => this.model.row(Number(id)));
    const later = taken.revision < revision && "そのあとに直したものがあります。もう一度取り込むと、直したところだけが変わります。";
    const outside = { target: "_blank", rel: "noopener" };
    const links = taken.indexed
      ? [
          h("p", {}, h("a", { class: "button primary", href: `/search?source=${encodeURIComponent(taken.source)}`, ...outside }, "検索の結果を見る"), " ", h("span", { class: "hint" }, "新しいタブで開きます")),
          h("details", {}, h("summary", {}, `取組のページ（${found.length}件）`), h("ul", {}, found.map(([id, target]) => h("li", {}, h("a", { href: `/initiatives/${encodeURIComponent(target)}`, ...outside }, titleOf(this.model.row(Number(id)))))))),
          h("p", { class: "hint" }, `この画面を閉じたあとは、renkei-search serve --corpus ${this.folder} で検索できます。`),
        ]
      : [h("p", {}, "取り込みましたが、索引がまだです。もう一度「取り込んで、検索できるようにする」を押してください。")];
    this.done.replaceChildren(h("section", { class: "taken" }, h("h3", {}, `取り込み済み（${when}）`), later && h("p", { class: "notice" }, later), h("ul", {}, taken.said.map((line) => h("li", {}, line))), links));
  }

  async run(write) {
    this.result.replaceChildren();
    document.activeElement?.blur?.();
    await this.model.queue;
    try {
      await post(`${this.model.url}/import`, { write });
    } catch (error) {
      this.say(error.message, true);
      return;
    }
    this.follow(false);
  }

  say(text, wrong = false) {
    this.status.textContent = text;
    this.status.classList.toggle("error", wrong);
  }

  // Until it has ended; what ended before this page was opened is not told again.
  async follow(quiet) {
    for (;;) {
      let found;
      try {
        found = await get(`${this.model.url}/import`);
      } catch (error) {
        this.running = false;
        if (!quiet) this.say(error.message, true);
        this.refresh();
        return;
      }
      this.running = found.stage in STAGES;
      this.bar.hidden = found.stage !== "indexing";
      if (this.running) {
        quiet = false;
        this.say(STAGES[found.stage]);
        this.go.disabled = this.check.disabled = true;
        if (found.total) {
          this.bar.max = found.total;
          this.bar.value = found.done;
        }
        await new Promise((done) => setTimeout(done, 300));
        continue;
      }
      if (!quiet) {
        this.model.taken = (await get(`${this.model.url}/state?since=${this.model.revision}`)).taken;
        this.conclude(found);
      }
      this.refresh();
      return;
    }
  }

  conclude(found) {
    const endings = {
      done: "取り込み、検索できるようになりました。",
      checked: this.unconfirmed().length ? "確かめました。「資料と圏域」を確かめれば、取り込めます。" : "確かめました。このまま取り込めます。",
      refused: "取り込めないところがあるので、取り込んでいません。下の理由を見て直してください。",
    };
    this.say(endings[found.stage] ?? found.message, !(found.stage in endings) || found.stage === "refused");
    const parts = found.refusals.map((fault) =>
      h(
        "section",
        { class: "fault" },
        h("h3", {}, fault.rows.length ? `${fault.rows.length}件：${fault.cause}` : fault.cause),
        fault.subjects && h("p", {}, fault.subjects),
        fault.remedies.map((remedy) => h("p", {}, `→ ${remedy}`)),
        fault.facts.length ? this.toFacts(fault.facts) : this.toRows(fault.rows),
      ),
    );
    const notes = found.notes.length && h("section", {}, h("h3", {}, "確かめてください"), h("ul", {}, found.notes.map((note) => h("li", {}, note))));
    const said = found.stage === "checked" && h("ul", {}, found.said.map((line) => h("li", {}, line)));
    this.result.replaceChildren(...[...parts, said, notes].filter(Boolean));
  }

  // A fact of the whole document is corrected once, not row by row.
  toFacts(names) {
    const open = () => {
      this.tabs.show("facts", true);
      this.model.tell("focus-fact", { heading: names[0] });
    };
    return h("p", {}, h("button", { type: "button", class: "link", onclick: open }, `「資料と圏域」の「${names.join("」「")}」を開く`));
  }

  toRows(ids) {
    const link = (id) => h("button", { type: "button", class: "link", onclick: () => this.go_to(id) }, titleOf(this.model.row(id)));
    return h("ul", {}, ids.filter((id) => this.model.row(id)).map((id) => h("li", {}, link(id))));
  }

  go_to(id) {
    this.tabs.show("rows");
    this.model.choose(id);
    this.model.tell("focus-row");
  }
}
