// Policy fields of a row: a choice for each, and what is inferred can be confirmed.

import { h } from "./element.js";

export function fieldChoice(model, row) {
  const { inferred } = model.choices;
  const values = (row.cells["政策分野"] ?? "").split("\n").filter((value) => value.trim());
  const send = (list) =>
    model.edit({ type: "cell", row: row.id, heading: "政策分野", text: list.filter(Boolean).join("\n") });
  const line = (value, index) => {
    const plain = value.replace(inferred, "");
    const id = `row-${row.id}-field-${index}`;
    const choice = fieldSelect(model, plain, { id, "aria-label": `政策分野${index ? ` ${index + 1}` : ""}` });
    choice.addEventListener("change", () => send([...values.slice(0, index), choice.value, ...values.slice(index + 1)]));
    const confirm =
      value.endsWith(inferred) &&
      h(
        "button",
        { type: "button", class: "action", id: `${id}-confirm`, onclick: () => send(values.map((one, at) => (at === index ? plain : one))) },
        "推定のとおりでよい",
      );
    return h("div", { class: "choice-line" }, choice, value.endsWith(inferred) && h("span", { class: "basis" }, "推定"), confirm);
  };
  const lines = values.length ? values.map(line) : [line("", 0)];
  const more =
    values.length > 0 &&
    h(
      "button",
      { type: "button", class: "action", id: `row-${row.id}-field-more`, onclick: (event) => event.target.replaceWith(line("", values.length)) },
      "政策分野を足す",
    );
  const decided = row.decided && h("p", { class: "hint" }, `対応表により「${row.decided}」になります。`);
  return h("fieldset", { class: "field" }, h("legend", {}, "政策分野"), lines, decided, more);
}

export function fieldSelect(model, value, attributes, first = "選んでください") {
  const known = model.choices.fields.some((group) => group.fields.includes(value));
  return h(
    "select",
    attributes,
    h("option", { value: "" }, first),
    !known && value && h("option", { value, selected: true }, `${value}（一覧にありません）`),
    model.choices.fields.map((group) =>
      h("optgroup", { label: group.label }, group.fields.map((name) => h("option", { value: name, selected: name === value }, name))),
    ),
  );
}
