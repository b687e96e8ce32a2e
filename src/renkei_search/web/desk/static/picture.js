// The page of the document: its picture, or its text where there is none, with a mark over every passage.

import { h, svg } from "./element.js";
import { titleOf } from "./model.js";
import { get } from "./server.js";

const ZOOMS = ["zoom-100", "zoom-150", "zoom-200", "zoom-300"];

export class Picture extends EventTarget {
  constructor(root, model) {
    super();
    this.model = model;
    this.view = root.querySelector("[data-sheet-view]");
    this.select = root.querySelector("[data-page]");
    this.back = root.querySelector("[data-page-back]");
    this.on = root.querySelector("[data-page-on]");
    this.zoom = 0;
    this.passages = [];
    this.marks = [];
    this.shown = null;
    for (const page of model.pages)
      this.select.append(h("option", { value: page.number }, this.pageName(page)));
    this.select.addEventListener("change", () => model.turn(Number(this.select.value)));
    this.back.addEventListener("click", () => this.step(-1));
    this.on.addEventListener("click", () => this.step(1));
    root.querySelector("[data-zoom-in]").addEventListener("click", () => this.setZoom(this.zoom + 1));
    root.querySelector("[data-zoom-out]").addEventListener("click", () => this.setZoom(this.zoom - 1));
    this.view.addEventListener("keydown", (event) => this.key(event));
    model.addEventListener("page", () => this.show());
    model.addEventListener("change", () => this.show());
    model.addEventListener("choose", () => this.light());
  }

  pageName(page) {
    const pages = this.model.pages;
    return page.label === String(page.number) ? `${page.number}／${pages.length}ページ` : page.label;
  }

  step(by) {
    const at = this.model.pages.findIndex((page) => page.number === this.model.page);
    const next = this.model.pages[at + by];
    if (next) this.model.turn(next.number);
  }

  setZoom(level) {
    this.zoom = Math.max(0, Math.min(ZOOMS.length - 1, level));
    this.view.classList.remove(...ZOOMS);
    this.view.classList.add(ZOOMS[this.zoom]);
  }

  async show() {
    const number = this.model.page;
    const found = await get(`${this.model.url}/pages/${number}`).catch(() => null);
    if (!found || number !== this.model.page) return;
    const focused = this.marks.indexOf(document.activeElement);
    const same = this.shown === number && found.drawn;
    this.passages = found.passages;
    this.marks = found.passages.map((passage) => (found.drawn ? this.mark(passage) : this.word(passage)));
    if (same) this.view.querySelector("svg").replaceChildren(...this.marks);
    else this.view.replaceChildren(found.drawn ? this.drawing(found) : this.text(found));
    if (this.shown !== number) this.view.scrollTop = 0;
    this.shown = number;
    this.select.value = number;
    this.back.disabled = number === this.model.pages[0].number;
    this.on.disabled = number === this.model.pages.at(-1).number;
    this.view.setAttribute("aria-label", `原資料 ${this.select.selectedOptions[0]?.textContent ?? ""}`);
    if (focused >= 0) this.marks[Math.min(focused, this.marks.length - 1)]?.focus();
    this.light();
    this.dispatchEvent(new CustomEvent("shown", { detail: found }));
  }

  drawing(page) {
    const name = this.select.querySelector(`option[value="${page.number}"]`).textContent;
    const image = h("img", {
      src: `${this.model.url}/pages/${page.number}.png`,
      alt: `${name}の画像`,
      width: Math.round(page.width),
      height: Math.round(page.height),
    });
    const wait = h("p", { class: "drawing-wait" }, "ページの画像を作っています…");
    image.addEventListener("error", () => {
      wait.textContent = "このページの画像を作れません。文の位置だけを示します。";
    });
    image.addEventListener("load", () => wait.remove());
    const cover = svg("svg", { viewBox: `0 0 ${page.width} ${page.height}`, preserveAspectRatio: "none" }, ...this.marks);
    return h("div", { class: "page-frame" }, image, cover, wait);
  }

  mark(passage) {
    const rects = passage.boxes.map(([x0, y0, x1, y1]) =>
      svg("rect", { x: x0 - 1, y: y0 - 1, width: x1 - x0 + 2, height: y1 - y0 + 2, rx: 1.5 }),
    );
    return this.button(svg("g", {}, ...rects), passage);
  }

  word(passage) {
    return this.button(h("span", {}, passage.text), passage);
  }

  button(element, passage) {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
    element.setAttribute("class", `passage-mark ${passage.row === null ? "left" : "taken"}`);
    const row = passage.row === null ? null : this.model.row(passage.row);
    element.setAttribute("aria-label", `${row ? `取組「${titleOf(row)}」` : "取組にしていない文"}：${passage.text.slice(0, 80)}`);
    element.addEventListener("click", () => this.press(passage));
    return element;
  }

  // Formats without pictures: paragraphs and tables of the page.
  text(page) {
    const blocks = new Map();
    page.passages.forEach((passage, index) => {
      const [block, row, column] = passage.place;
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push({ row, column, mark: this.marks[index] });
    });
    const parts = [...blocks.values()].map((items) => {
      if (items[0].row < 0) return h("p", {}, items.map((item) => item.mark));
      const rows = new Map();
      for (const item of items) {
        if (!rows.has(item.row)) rows.set(item.row, new Map());
        const cells = rows.get(item.row);
        if (!cells.has(item.column)) cells.set(item.column, []);
        cells.get(item.column).push(item.mark);
      }
      const lines = [...rows.values()].map((cells) => h("tr", {}, [...cells.values()].map((marks) => h("td", {}, marks))));
      return h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, lines)));
    });
    return h("div", { class: "page-text" }, parts.length ? parts : h("p", { class: "hint" }, "このページに文はありません。"));
  }

  press(passage) {
    this.dispatchEvent(new CustomEvent("press", { detail: passage }));
  }

  key(event) {
    const at = this.marks.indexOf(document.activeElement);
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (move && this.marks.length) {
      event.preventDefault();
      const next = at < 0 ? (move > 0 ? 0 : this.marks.length - 1) : at + move;
      this.marks[Math.max(0, Math.min(this.marks.length - 1, next))].focus();
    } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
      event.preventDefault();
      this.press(this.passages[at]);
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      this.step(event.key === "PageDown" ? 1 : -1);
    }
  }

  // The chosen row's passages, brought into view without moving the window.
  light() {
    let first = null;
    this.passages.forEach((passage, index) => {
      const chosen = passage.row !== null && passage.row === this.model.chosen;
      this.marks[index].classList.toggle("chosen", chosen);
      if (chosen && !first) first = this.marks[index];
    });
    if (!first) return;
    const frame = this.view.getBoundingClientRect();
    const place = first.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom)
      this.view.scrollTop += place.top - frame.top - frame.height / 4;
    if (place.left < frame.left || place.right > frame.right) this.view.scrollLeft += place.left - frame.left - 24;
  }

  // Passages that are about to be taken.
  pick(indexes) {
    this.marks.forEach((mark, index) => mark.classList.toggle("picked", indexes.has(index)));
  }
}
