// Fetch another script or style sheet of the site, once, when a reader wants what it is for.
const { src, events } = document.currentScript;
const asked = {};
const need = (name) => (asked[name] ??= new Promise((done, failed) => {
  const address = new URL(`../${name}?v=${versions[name]}`, src).href;
  const isStyle = name.endsWith(".css");
  const element = document.createElement(isStyle ? "link" : "script");
  Object.assign(element, isStyle ? { rel: "stylesheet", href: address } : { src: address });
  Object.assign(element, { onload: done, onerror: failed });
  // Behind the site's own rules, before those of the author.
  const site = document.querySelector('link[href*="/css/site.css"]');
  isStyle && site ? site.after(element) : document.head.append(element);
}));
// Have *act* see what a reader does, and has done before this script had come.
const see = (name, act) => {
  document.addEventListener(name, act);
  events.filter(({ type }) => type === name).forEach(act);
};
