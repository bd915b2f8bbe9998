// What a page can do more with a script: answer while one types, narrow the list, be steered by keys, and follow the files.
// Every page is whole without it: the script only fetches the same pages and puts their parts in place.
"use strict";

const $ = (selector, from = document) => from.querySelector(selector);
const root = document.documentElement;
const PARTS = ["#news", "#groups", "#entries > summary", "main"];
let asked = 0; // the latest request: what an earlier one brings is out of date
let pending = null; // what was asked and is not shown yet

root.classList.add("scripted");

// Takes over the parts of a page that was fetched; where one was reading, typing or stepping, one still is.
function takeOver(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const held = marked(document.activeElement);
  const opened = new Set([...document.querySelectorAll("main details[open]")].map(told));
  for (const part of PARTS) {
    const old = $(part), fresh = $(part, page);
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
  for (const one of document.querySelectorAll("main details")) one.open = opened.has(told(one));
  document.title = page.title;
  root.dataset.stamp = page.documentElement.dataset.stamp;
  narrow();
  if (held && document.activeElement === document.body) $(held)?.focus({ preventScroll: true });
  const said = $("#said", page).textContent;
  if ($("#said").textContent !== said) $("#said").textContent = said;
}

const told = (details) => $("summary", details).textContent;

// How an element is found again on another page: by its address, its name, or as the page's middle.
function marked(element) {
  if (!element || element === document.body) return "";
  if (element.id) return `#${CSS.escape(element.id)}`;
  const inside = element.closest("nav") ? "nav" : "main";
  const by = (name) => element.hasAttribute(name) && `${inside} [${name}="${CSS.escape(element.getAttribute(name))}"]`;
  return by("href") || by("aria-label") || `${inside} summary`;
}

// Shows another page in place of this one; `how` says what becomes of the way back, where it is to be another address.
async function show(address, how) {
  const mine = ++asked;
  pending = how ? { address, how } : null;
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const html = await response.text();
    if (mine !== asked) return;
    if (how) history[how]({ typing: true }, "", address);
    takeOver(html);
    pending = null;
  } catch {
    // the preview has ended, and the news say so
  }
}

// Asking: what is answered is shown while one types.
const field = $("#q");
let pause;

function ask() {
  const text = field.value.trim();
  const after = $("input[name=after]")?.value;
  const address = text ? "/ask?" + new URLSearchParams({ q: text, ...(after && { after }) }) : "/";
  if (address === location.pathname + location.search) return;
  const typing = history.state?.typing && text;
  show(address, typing ? "replaceState" : "pushState");
}

field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, 90);
});
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  ask();
});
addEventListener("popstate", () => {
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  show(location.href);
});

// Narrowing the list.
const wanted = $("#filter");

function narrow() {
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  let any = false;
  for (const group of document.querySelectorAll(".group")) {
    let some = false;
    for (const link of group.querySelectorAll("a")) {
      const here = words.every((word) => link.dataset.words.toLowerCase().includes(word));
      link.parentElement.hidden = !here;
      some ||= here;
    }
    group.hidden = !some;
    any ||= some;
  }
  $("#none").hidden = any;
}

wanted.addEventListener("input", narrow);
wanted.form.addEventListener("submit", (event) => {
  event.preventDefault();
  links()[0]?.focus();
});

// Keys: / to ask, Escape to leave a field, arrows through the list.
const links = () => [...document.querySelectorAll("nav li:not([hidden]) a")].filter((one) => one.offsetParent);

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const inField = event.target.matches("input");
  if (event.key === "/" && !inField) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape" && inField) {
    event.preventDefault(); // what is typed stays
    $("#main").focus({ preventScroll: true });
  } else if (event.target.closest("nav") && ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    step(event, inField);
  }
});

function step(event, inField) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  const moves = { ArrowDown: Math.min(at + 1, all.length - 1), ArrowUp: at - 1, Home: 0, End: all.length - 1 };
  if (inField && event.key !== "ArrowDown") return;
  event.preventDefault();
  const next = moves[event.key];
  (next < 0 ? wanted : all[next])?.focus();
}

// Where the list is wide it is open; where it is above the page it opens when it is wanted.
const wide = matchMedia("(min-width: 52.01rem)");
const fold = () => ($("#entries").open = wide.matches);
wide.addEventListener("change", fold);
fold();
$("nav [aria-current]")?.scrollIntoView({ block: "nearest" });

// The news of the files. A page that nobody sees does not listen: a browser gives one site few connections at a time.
let news;

function listen() {
  news?.close();
  if (document.hidden) return;
  news = new EventSource("/events");
  news.onmessage = ({ data }) => {
    $("#connection").textContent = "";
    if (data !== root.dataset.stamp) pending ? show(pending.address, pending.how) : show(location.href);
  };
  news.onerror = () => ($("#connection").textContent = "The preview has ended");
}

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => news?.close());
addEventListener("pageshow", listen);
