// The work as the server has it, and the one way to change it: edits in a row, each answered before the next is sent.

import { get, post } from "./server.js";

export class Model extends EventTarget {
  constructor(url, choices) {
    super();
    this.url = url;
    this.choices = choices;
    this.rows = new Map();
    this.order = [];
    this.chosen = null;
    this.page = 1;
    this.revision = -1;
    this.waiting = 0;
    this.queue = Promise.resolve();
    this.channel = new BroadcastChannel(`renkei-search.desk.${url}`);
    this.channel.addEventListener("message", () => this.refresh());
  }

  async open() {
    this.take(await get(`${this.url}/state`));
    addEventListener("focus", () => this.refresh());
  }

  refresh() {
    this.enqueue(async () => {
      const found = await get(`${this.url}/state?since=${this.revision}`);
      if (found.revision !== this.revision) this.take(found);
    }, true);
  }

  row(id) {
    return this.rows.get(id);
  }

  list() {
    return this.order.map((id) => this.rows.get(id));
  }

  edit(edit, more) {
    return this.send("edits", { edit }, more);
  }

  claim(passages, row, heading) {
    return this.send("claims", { passages, row, heading });
  }

  move(which) {
    return this.send(which, {});
  }

  send(path, body, more) {
    return this.enqueue(async () => {
      const found = await post(`${this.url}/${path}`, { seen: this.revision, ...body }, more);
      this.take(found);
      this.channel.postMessage(found.revision);
      return found;
    });
  }

  async takeBack(file) {
    const body = new FormData();
    body.append("file", file);
    return this.enqueue(async () => {
      const found = await post(`${this.url}/draft`, body);
      this.take(found);
      this.channel.postMessage(found.revision);
      return found;
    });
  }

  // One after the other; a refusal shows what is true now and does not stop those behind it.
  enqueue(action, quiet = false) {
    this.waiting += 1;
    if (!quiet) this.tell("saving");
    const run = this.queue.then(action);
    this.queue = run.then(
      () => this.finish(quiet),
      async (error) => {
        this.finish();
        if (error.status === 409) this.take(await get(`${this.url}/state`));
        this.tell("problem", { message: error.message });
      },
    );
    return run.catch(() => null);
  }

  finish(quiet = false) {
    this.waiting -= 1;
    if (this.waiting === 0 && !quiet) this.tell("saved");
  }

  take(found) {
    for (const row of found.rows) this.rows.set(row.id, row);
    for (const id of [...this.rows.keys()]) if (!found.order.includes(id)) this.rows.delete(id);
    Object.assign(this, found, { rows: this.rows });
    if (this.chosen !== null && !this.rows.has(this.chosen)) this.chosen = null;
    this.tell("change", { rows: new Set(found.rows.map((row) => row.id)) });
  }

  choose(id, { turn = true } = {}) {
    this.chosen = id;
    const pages = id === null ? [] : this.row(id).pages;
    if (turn && pages.length && !pages.includes(this.page)) this.turn(pages[0]);
    this.tell("choose");
  }

  turn(number) {
    if (!this.pages.some((page) => page.number === number)) return;
    this.page = number;
    this.tell("page");
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const titleOf = (row) =>
  row.cells["取組名"] || (row.cells["具体的内容"] || "").slice(0, 40) || "（まだ書かれていません）";
