// Suggestions under the search box: the ARIA pattern "editable combobox with list autocomplete, manual selection".
// Without this script the box is a plain search field.

const CARRIED = ["own", "compare"];
const PAUSE = 120; // milliseconds without a key before asking

class Combobox {
  #box;
  #kinds; // what each kind of suggestion is called
  #list = document.createElement("ul");
  #status = document.createElement("p");
  #active = -1;
  #timer = 0;
  #asked = null;

  constructor(box) {
    this.#box = box;
    this.#kinds = JSON.parse(box.dataset.kinds);
    this.#list.id = `${box.id}-suggestions`;
    this.#list.className = "suggestions";
    this.#list.hidden = true;
    this.#set(this.#list, { role: "listbox", "aria-label": "検索の候補" });
    this.#status.className = "visually-hidden";
    this.#status.setAttribute("role", "status");
    this.#set(box, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
      "aria-haspopup": "listbox",
    });
    box.after(this.#list, this.#status);
    box.addEventListener("input", (event) => {
      if (!event.isComposing) this.#later();
    });
    box.addEventListener("compositionend", () => this.#later());
    box.addEventListener("keydown", (event) => this.#onKey(event));
    box.addEventListener("blur", () => this.#close());
    // The box keeps the focus, so that a click is not a blur first.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option);
    });
  }

  #set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  get #options() {
    return [...this.#list.children];
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#suggest(), PAUSE);
  }

  async #suggest() {
    this.#asked?.abort();
    const typed = this.#box.value.trim();
    if (!typed) return this.#close();
    this.#asked = new AbortController();
    try {
      const { signal } = this.#asked;
      const answer = await fetch(`${this.#box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      if (answer.ok) this.#show((await answer.json()).items);
    } catch (error) {
      // Typed on, or no connection: the box works without suggestions.
      if (error.name !== "AbortError") this.#close();
    }
  }

  #show(items) {
    if (document.activeElement !== this.#box) return;
    this.#list.replaceChildren(...items.map((item, n) => this.#option(item, n)));
    this.#move(-1);
    const open = items.length > 0;
    this.#list.hidden = !open;
    this.#box.setAttribute("aria-expanded", String(open));
    this.#status.textContent = open ? `候補が${items.length}件あります。上下の矢印キーで選べます。` : "";
  }

  #option(item, n) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${n}`;
    option.dataset.value = item.text;
    const opens = !item.links.html.startsWith("/search");
    if (opens) option.dataset.opens = item.links.html;
    this.#set(option, { role: "option", "aria-selected": "false" });
    const text = document.createElement("span");
    text.textContent = item.text;
    const about = document.createElement("span");
    about.className = "about";
    const kind = this.#kinds[item.kind];
    about.textContent = opens ? `${kind}を開く` : `${kind} ${item.count}件`;
    option.append(text, about);
    return option;
  }

  #move(to) {
    this.#active = to;
    this.#options.forEach((option, n) => option.setAttribute("aria-selected", String(n === to)));
    const option = this.#options[to];
    if (option) {
      this.#box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.#box.removeAttribute("aria-activedescendant");
    }
  }

  #onKey(event) {
    // These keys convert kana to kanji. Safari reports the last of them after the composition, with key code 229.
    if (event.isComposing || event.keyCode === 229) return;
    const count = this.#options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.#list.hidden) {
        if (event.key === "ArrowDown") this.#suggest();
        return;
      }
      event.preventDefault();
      const down = event.key === "ArrowDown";
      // Past either end lies the box itself.
      const next = this.#active + (down ? 1 : -1);
      this.#move(next >= count ? -1 : next < -1 ? count - 1 : next);
    } else if (event.key === "Enter" && !this.#list.hidden && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#options[this.#active]);
    } else if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault(); // else the browser empties the field
      this.#close();
    }
  }

  /** What names one initiative or region is opened, with what the page's address carries along; the rest is searched. */
  #choose(option) {
    const { value, opens } = option.dataset;
    this.#box.value = value;
    this.#close();
    if (!opens) return this.#box.form.requestSubmit();
    const page = new URL(opens, location.href);
    for (const name of CARRIED) {
      for (const carried of new URLSearchParams(location.search).getAll(name)) page.searchParams.append(name, carried);
    }
    location.assign(page);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#active = -1;
    this.#box.setAttribute("aria-expanded", "false");
    this.#box.removeAttribute("aria-activedescendant");
    this.#status.textContent = "";
  }
}

for (const box of document.querySelectorAll("input[data-suggest]")) new Combobox(box);
