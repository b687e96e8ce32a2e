// Make an element: h("p", { class: "hint", onclick: … }, "text", otherElement).

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && ["value", "checked", "disabled", "hidden", "selected"].includes(key))
      element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
}

// Code points, as the server counts; a browser counts UTF-16 units.
export const countPoints = (text) => [...text].length;
