"use strict";
// Keeps the parts and charts of an open page as the server pushes them, and turns the links of the table of candidates into requests for rows. All markup
// comes from the server, which escapes it; without this script the pages are complete, but do not move.
(function () {
  const byId = id => document.getElementById(id);
  const live = byId("live"), problem = byId("problem"), announcement = byId("announcement");

  // ---- times ----

  function span(ms) {
    const s = Math.max(0, ms / 1000), two = n => String(Math.floor(n)).padStart(2, "0");
    return s < 60 ? s.toFixed(1) + " s" : s < 3600 ? Math.floor(s / 60) + " min " + two(s % 60) + " s" : Math.floor(s / 3600) + " h " + two((s % 3600) / 60) + " min";
  }
  function local(root) {
    for (const time of root.querySelectorAll("time:not(.since):not(.left)")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) { time.title = time.textContent; time.textContent = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium", hour12: false }); }
    }
  }
  setInterval(() => {
    for (const time of document.querySelectorAll("time.since")) { time.textContent = span(Date.now() - new Date(time.dateTime)); }
    for (const time of document.querySelectorAll("time.left")) {
      const left = new Date(time.dateTime) - Date.now();
      time.textContent = left > 0 ? "about " + span(left) : "any moment";
    }
  }, 1000);
  local(document);

  // ---- pushed parts and charts ----

  let stream = null, announced = 0, beatAt = 0;
  const state = (name, text) => { if (live) { live.dataset.state = name; live.textContent = text; } };

  function part({ id, html }) {
    const old = byId(id);
    if (!old) { return; }
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    // A reader in the middle of a part keeps place: the same link of the new part gets the focus, and a scrolled table stays scrolled.
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const scrolled = [...old.querySelectorAll(".scroll")].map(box => box.scrollLeft);
    local(fresh);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll(".scroll")].forEach((box, i) => { box.scrollLeft = scrolled[i] || 0; });
    if (focused) { const again = [...fresh.querySelectorAll("a")].find(link => link.getAttribute("href") === focused); if (again) { again.focus({ preventScroll: true }); } }
    if (fresh.dataset.announce && Date.now() - announced > 30000) { announced = Date.now(); announcement.textContent = fresh.dataset.announce; }
  }

  function chart({ id, chart: spec }) {
    const figure = byId(id);
    if (!figure) { return; }
    figure.querySelector(".empty").hidden = spec !== null;
    if (spec === null) { isynetCharts.remove(figure); } else { isynetCharts.update(figure, spec); }
  }

  function trouble({ text, gone }) {
    problem.hidden = !text;
    if (problem.textContent !== text) { problem.textContent = text; }
    if (text) { state("lost", gone ? "ended" : "store does not answer"); } else { state("live", "live"); }
    if (gone) { close(); }
  }

  function open() {
    const address = document.body.dataset.events;
    if (!address || stream) { return; }
    stream = new EventSource(address);
    beatAt = Date.now();
    const on = (name, act) => stream.addEventListener(name, event => { beatAt = Date.now(); act(event.data ? JSON.parse(event.data) : null); });
    stream.onopen = () => state("live", "live");
    stream.onerror = () => state("lost", "connection lost; trying again");
    on("part", part);
    on("chart", chart);
    on("problem", trouble);
    on("rows", () => refreshSoon());
    on("beat", () => { if (problem.hidden) { state("live", "live"); } });
  }
  function close() { if (stream) { stream.close(); stream = null; } }

  // A browser has few connections to a server: a page that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => { if (document.hidden) { close(); state("waiting", "paused"); } else { open(); } });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", event => { if (event.persisted) { open(); } });
  setInterval(() => { if (stream && stream.readyState === EventSource.CLOSED) { close(); open(); } }, 5000);
  open();

  // ---- the table of candidates ----

  let rowsAt = 0, waiting = 0, request = null;
  const rowsAddress = address => { const url = new URL(address, location.href); return "/study/rows" + url.search; };

  async function load(address, quiet) {
    const rows = byId("rows");
    if (!rows) { return; }
    if (request) { request.abort(); }
    request = new AbortController();
    rowsAt = Date.now();
    if (!quiet) { rows.setAttribute("aria-busy", "true"); }
    try {
      const answer = await fetch(rowsAddress(address), { signal: request.signal });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      part({ id: "rows", html: await answer.text() });
      if (!quiet) {
        const caption = document.querySelector("#rows .table-title, #rows .empty");
        announcement.textContent = caption ? caption.textContent : "";
      }
    } catch (error) {
      rows.removeAttribute("aria-busy");
      if (error.name !== "AbortError" && !quiet) { trouble({ text: "The candidates cannot be loaded; try again." }); }
    }
  }

  // Rows follow the pushed news, at most every three seconds.
  function refreshSoon() {
    if (!byId("rows") || waiting) { return; }
    waiting = setTimeout(() => { waiting = 0; load(location.href, true); }, Math.max(0, 3000 - (Date.now() - rowsAt)));
  }

  function go(address) { history.replaceState(null, "", address); load(address, false); }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-rows]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) { return; }
    event.preventDefault();
    link.focus();
    go(link.getAttribute("href").split("#")[0]);
  });

  const form = document.querySelector("#candidates form");
  if (form) {
    const submit = () => go("/study?" + new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString());
    form.addEventListener("submit", event => { event.preventDefault(); submit(); });
    form.addEventListener("change", submit);
    let typing = 0;
    form.addEventListener("input", event => { if (event.target.type === "search") { clearTimeout(typing); typing = setTimeout(submit, 300); } });
  }
}());
