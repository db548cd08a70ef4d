// Elements of the page, made of texts only: nothing that is shown is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; a text among them is a text. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** A pair of texts: Chinese, and beneath or beside it English. */
export function bilingual(name, [zh, en], attributes = {}) {
  return element(name, attributes, element("span", { lang: "zh-CN" }, zh), " ", element("span", { lang: "en", class: "en" }, en));
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((each) => each !== null));
  return made;
}
