"use strict";
// Draws charts (docs/charts.md) and makes every point of them answer pointer and keyboard. Apache ECharts draws on a canvas; whatever
// has words - titles, legend, text of a point, table - is HTML. Only the CSSOM sets styles, so that a strict content policy allows it.
globalThis.isynetCharts = (function () {
  const drawn = new Map();
  const dark = matchMedia("(prefers-color-scheme: dark)"), print = matchMedia("print");
  const mostRows = 200, mostSingle = 1000, markersOnLine = 8, classHues = 12;

  // ---- colours and markers: the one place that assigns them ----

  // The hues of the Pareto front and of the chosen network come last.
  const hues = ["orange", "purple", "sky", "vermilion", "green", "blue"];
  const markers = ["circle", "rect", "triangle", "diamond", "path://M0,0L10,0L5,9Z", "path://M3,0L7,0L7,3L10,3L10,7L7,7L7,10L3,10L3,7L0,7L0,3L3,3Z"];
  const roles = {
    trial: ["faint", 0], front: ["blue", 0], chosen: ["green", 3], limit: ["ink", 0],
    matrix: ["blue", 1], vector: ["orange", 1], cache: ["purple", 1], external: ["green", 1], overhead: ["faint", 1],
    complete: ["green", 1], running: ["blue", 1], failed: ["vermilion", 1],
  };
  const slotLook = slot => { const round = Math.floor(slot / hues.length); return { hue: hues[slot % hues.length], marker: (slot + 1 + round) % markers.length, dash: false }; };
  const roleLook = role => { const [hue, marker] = roles[role] || roles.trial; return { hue, marker, dash: false }; };
  const isRole = role => role && role !== "named";

  // Of candidates: the number decides, so a candidate looks the same on every page. The looks of the front and of the chosen one are theirs alone.
  const candidateLooks = hues.flatMap((_, round) => hues.map((__, h) => slotLook(hues.length * round + h)))
    .filter(l => !["front", "chosen"].some(role => roles[role][0] === l.hue && roles[role][1] === l.marker));
  const moved = new Map();
  const candidateLook = number => candidateLooks[(moved.get(number) ?? number) % candidateLooks.length];

  /** Where two candidates of a page would look the same, the higher number takes the next look that is free. */
  function claim(numbers) {
    const taken = new Set(), many = candidateLooks.length;
    for (const number of [...new Set(numbers)].sort((x, y) => x - y)) {
      let at = number;
      while (taken.size < many && taken.has(at % many)) { at++; }
      if (at !== number) { moved.set(number, at); }
      taken.add(at % many);
    }
  }

  // Of whatever else has a name: the first one of a page takes the first look.
  const named = new Map();
  let slots = 0;

  function namedLook(name) {
    if (!named.has(name)) { const slot = slots++; named.set(name, { ...slotLook(slot), dash: Math.floor(slot / hues.length) % 2 === 1 }); }
    return named.get(name);
  }

  /** A class of objects has the colour of its boxes in pictures. A candidate has the look of its number, and the chosen one that of its role. A network without a number that was chosen keeps that look on charts where it is one of several. */
  function look(name, role, candidate, objects) {
    if (objects !== undefined) { return { hue: "class-" + objects % classHues, marker: objects % markers.length, dash: Math.floor(objects / classHues) % 2 === 1 }; }
    if (candidate !== undefined) { return isRole(role) ? roleLook(role) : candidateLook(candidate); }
    if (isRole(role) && role !== "chosen") { return roleLook(role); }
    if (isRole(role) && !named.has(name)) { named.set(name, roleLook(role)); }
    return namedLook(name);
  }

  function palette(element) {
    const style = getComputedStyle(element), known = new Map();
    return hue => {
      if (!known.has(hue)) { known.set(hue, style.getPropertyValue("--chart-" + hue).trim()); }
      return known.get(hue);
    };
  }

  // ---- text ----

  function number(value) {
    if (value === null || value === undefined || !Number.isFinite(value)) { return "\u2013"; }
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e6) { return String(value); }
    for (const [unit, prefix] of [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"]]) {
      if (size >= unit) { return trim((value / unit).toPrecision(4)) + " " + prefix; }
    }
    return size !== 0 && size < 1e-4 ? value.toExponential(2) : trim(value.toPrecision(4));
  }

  /** A long name shorter: numbered words, as in stages.2.blocks.1, by their first letter, then without its middle. */
  function short(name, most) {
    const text = name.length <= most ? name : name.replace(/([A-Za-z])[A-Za-z_]*\.(\d+)/g, "$1$2");
    return text.length <= most ? text : text.slice(0, Math.ceil(most / 2) - 1) + "\u2026" + text.slice(text.length - Math.floor(most / 2));
  }

  function trim(text) { return text.includes(".") && !text.includes("e") ? text.replace(/0+$/, "").replace(/\.$/, "") : text; }

  function tick(value) {
    const size = Math.abs(value);
    for (const [unit, prefix] of [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
      if (size >= unit * 0.9999) { return trim((value / (prefix === "k" ? 1e3 : unit)).toPrecision(3)) + " " + prefix; }
    }
    return size !== 0 && size < 1e-4 ? value.toExponential(0) : trim(value.toPrecision(6));
  }

  /** So many of a list, at even distances, each in the middle of its part. */
  const evenly = (list, count) => Array.from({ length: count }, (_, i) => list[Math.floor((i + 0.5) * list.length / count)]);

  const heading = axis => axis.unit ? axis.label + " (" + axis.unit + ")" : axis.label;
  const quantity = (axis, value) => axis.label + ": " + (axis.names?.[value] ?? number(value)) + (axis.unit ? " " + axis.unit : "");
  const lines = text => text ? text.split("\n") : [];
  const hasRange = part => Number.isFinite(part.low) && Number.isFinite(part.high) && part.low !== part.high;
  const range = part => hasRange(part) ? ["Range: " + number(part.low) + " to " + number(part.high)] : [];

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  /** Only addresses that show a page: text of a study could otherwise name a script. */
  function address(link) {
    if (!link) { return null; }
    try {
      const url = new URL(link, document.baseURI);
      return ["http:", "https:", "file:"].includes(url.protocol) ? url.href : null;
    } catch { return null; }
  }

  // ---- what the kinds have in common: axes of a grid ----

  function axisStyle(color) {
    return {
      axisLine: { show: true, lineStyle: { color: color("muted") } }, axisTick: { show: false },
      axisLabel: { color: color("muted"), fontFamily: "Inter, system-ui, sans-serif", fontSize: 12, hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: color("grid") } },
    };
  }

  function valueAxis(axis, color) {
    const style = axisStyle(color);
    style.axisLabel.formatter = tick;
    return Object.assign(style, {
      type: axis.isLogarithmic ? "log" : "value", scale: true, min: axis.min, max: axis.max,
      minInterval: axis.isWhole ? 1 : undefined, splitNumber: 5,
    });
  }

  /** 1, 2 and 5 times the powers of ten between two values; over more than four decades the powers alone, over many every second or third. */
  function logTicks(low, high) {
    const decades = Math.log10(high / low), every = Math.max(1, Math.ceil(decades / 8)), ticks = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
      for (const m of decades > 2.5 ? [1] : [1, 2, 5]) {
        const v = m * Math.pow(10, e);
        if (v >= low * 0.999 && v <= high * 1.001 && e % every === 0) { ticks.push(v); }
      }
    }
    return ticks;
  }

  /** Room around the points, so that none is cut in half by an edge; not below zero where all are above. A share never passes 100 %; a single one is shown between 0 and 100. */
  function fitLinear(axis, target, values) {
    let low = Infinity, high = -Infinity;
    for (const v of values) { if (v < low) { low = v; } if (v > high) { high = v; } }
    // Only where it holds: the library puts no round number at an end that is set.
    if (axis.unit === "%" && low >= 0 && high <= 100) {
      if (low === high) { target.min = target.min ?? 0; }
      if (low === high || high + 0.05 * (high - low) > 100) { target.max = target.max ?? 100; }
    }
    target.boundaryGap = [low >= 0 && low < 0.05 * (high - low) ? 0 : "5%", "5%"];
  }

  function fitLog(axis, target, values) {
    let low = Infinity, high = 0;
    for (const v of values) { if (v < low) { low = v; } if (v > high) { high = v; } }
    if (!(high > 0)) { return; }
    const room = Math.max(1.15, Math.pow(high / low, 0.04));
    target.min = target.min ?? low / room;
    target.max = target.max ?? high * room;
    const ticks = logTicks(target.min, target.max);
    target.axisLabel.customValues = target.splitLine.customValues = ticks;
    target.axisLabel.hideOverlap = true;
  }

  const grid = (narrow, extra) => Object.assign({ left: 4, right: narrow ? 12 : 20, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" }, extra);

  // ---- kinds: each returns {height, x, y, legend, option, groups, count, item, box} ----
  // An item is a point, bar, line, span or cell: {name, lines, link}. Groups are lists of item numbers for the arrow keys.

  const kinds = {
    plane(spec, view) {
      const usable = (axis, v) => v !== null && Number.isFinite(v) && (!axis.isLogarithmic || v > 0);
      const series = spec.series.map((s, index) => ({ s, index, look: look(s.name, s.role, s.candidate, s.class), points: s.points.filter(p => usable(spec.x, p.x) && usable(spec.y, p.y)) }));
      const shown = series.filter(s => !view.hidden.has(s.s.name));
      const items = [], groups = [];
      for (const one of shown) {
        if (one.s.role === "limit") { continue; }
        const group = one.points.map(point => items.push({ one, point }) - 1);
        group.sort((a, b) => items[a].point.x - items[b].point.x);
        if (group.length > 0) { groups.push(group); }
      }
      const rules = spec.rules || [];
      return {
        height: view.narrow ? 320 : 440, x: heading(spec.x), y: heading(spec.y), groups, count: items.length,
        legend: series.map(s => ({ name: s.s.name, look: s.look, line: s.s.line && s.s.line !== "none", dashed: s.s.isDashed || s.look.dash })),
        item(i) {
          const { one, point } = items[i];
          const name = point.name ? (point.name === one.s.name ? point.name : point.name + " (" + one.s.name + ")") : one.s.name;
          return { name, lines: [quantity(spec.x, point.x), quantity(spec.y, point.y), ...range(point), ...lines(point.text)], link: point.link, look: one.s.candidate === undefined ? null : one.look };
        },
        row: i => [items[i].point.name || items[i].one.s.name, items[i].one.s.name, number(items[i].point.x), number(items[i].point.y)],
        columns: ["Name", "Series", heading(spec.x), heading(spec.y)],
        box(chart, i) {
          const [x, y] = chart.convertToPixel({ gridIndex: 0 }, [items[i].point.x, items[i].point.y]);
          return { x: x - 9, y: y - 9, width: 18, height: 18, round: true };
        },
        // Pixels are linear in the value or its logarithm: two conversions place a hundred thousand points.
        nearest(chart, px, py) {
          const map = (axis, at) => {
            const f = axis.isLogarithmic ? Math.log10 : v => v, v0 = axis.isLogarithmic ? 1 : 0, v1 = axis.isLogarithmic ? 10 : 1;
            const p0 = at(v0), p1 = at(v1);
            return v => p0 + (p1 - p0) * (f(v) - f(v0)) / (f(v1) - f(v0));
          };
          const x = map(spec.x, v => chart.convertToPixel({ xAxisIndex: 0 }, v)), y = map(spec.y, v => chart.convertToPixel({ yAxisIndex: 0 }, v));
          let best = -1, distance = 24 * 24;
          for (let i = items.length - 1; i >= 0; i--) {
            const dx = x(items[i].point.x) - px, dy = y(items[i].point.y) - py, d = dx * dx + dy * dy;
            if (d < distance) { distance = d; best = i; }
          }
          return best;
        },
        option(color) {
          const drawings = [];
          for (const one of shown) {
            const hue = color(one.look.hue), isLine = one.s.line && one.s.line !== "none", many = one.points.length > (one.s.role === "front" ? 500 : 60);
            const data = one.points.map(p => [p.x, p.y]);
            if (isLine && one.points.some(p => Number.isFinite(p.low) && Number.isFinite(p.high))) {
              const band = { type: "line", silent: true, symbol: "none", stack: "band" + one.index, stackStrategy: "all", lineStyle: { opacity: 0 } };
              const low = one.points.map(p => [p.x, p.low ?? p.y]);
              drawings.push({ ...band, data: low }, { ...band, data: one.points.map((p, i) => [p.x, (p.high ?? p.y) - low[i][1]]), areaStyle: { color: hue, opacity: 0.16 } });
            }
            if (isLine) {
              drawings.push({
                type: "line", silent: true, data, step: one.s.line === "steps" ? "end" : false, sampling: one.points.length > 5000 ? "lttb" : undefined,
                symbol: one.s.role === "limit" || many ? "none" : markers[one.look.marker], symbolSize: 8, showAllSymbol: true,
                itemStyle: { color: hue }, lineStyle: { color: hue, width: one.s.role === "limit" ? 1.5 : 2, type: one.s.isDashed || one.look.dash ? "dashed" : "solid" },
              });
              // A line without its markers would differ from others by its colour alone.
              if (many && one.s.role !== "limit" && one.s.role !== "front") {
                drawings.push({ type: "scatter", silent: true, data: evenly(data, markersOnLine), symbol: markers[one.look.marker], symbolSize: 8, itemStyle: { color: hue } });
              }
            } else {
              const size = one.s.role === "trial" ? 6 : one.points.length > 60 ? 7 : one.points.length > 1 ? 10 : one.s.role === "chosen" ? 15 : 12;
              drawings.push({
                type: "scatter", silent: true, data, symbol: markers[one.look.marker], symbolSize: size, large: data.length > mostSingle, largeThreshold: mostSingle,
                itemStyle: { color: hue, opacity: one.s.role === "trial" ? 0.75 : 1, borderColor: color("background"), borderWidth: data.length > mostSingle ? 0 : 1 },
              });
            }
          }
          if (rules.length > 0) {
            drawings.push({
              type: "line", data: [], silent: true,
              markLine: {
                // By default ECharts would round the place of the line to two digits.
                symbol: "none", silent: true, precision: -1, lineStyle: { color: color("vermilion"), width: 2, type: "dashed" },
                data: rules.map(rule => ({
                  [rule.isVertical ? "xAxis" : "yAxis"]: rule.value,
                  label: { formatter: rule.label, position: "insideStartTop", color: color("ink"), fontFamily: "Inter, system-ui, sans-serif", fontSize: 12, rotate: rule.isVertical ? 90 : 0 },
                })),
              },
            });
          }
          drawings.forEach((drawing, i) => { drawing.z = 2 + i; });
          const x = valueAxis(spec.x, color), y = valueAxis(spec.y, color);
          widen(x, spec.x, rules.filter(r => r.isVertical).map(r => r.value), shown, p => p.x);
          widen(y, spec.y, rules.filter(r => !r.isVertical).map(r => r.value), shown, p => p.y);
          (spec.x.isLogarithmic ? fitLog : fitLinear)(spec.x, x, shown.flatMap(s => s.points.map(p => p.x)));
          (spec.y.isLogarithmic ? fitLog : fitLinear)(spec.y, y, shown.flatMap(s => s.points.map(p => p.y)));
          return {
            grid: grid(view.narrow, { right: 24 }), xAxis: x, yAxis: y, series: drawings,
            dataZoom: [{ type: "inside", xAxisIndex: 0 }, { type: "inside", yAxisIndex: 0 }].map(z => Object.assign(z, {
              filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "shift", preventDefaultMouseMove: false })),
          };
        },
      };

      /** Room for reference lines outside of the data: ECharts looks at the data alone. */
      function widen(target, axis, values, all, of) {
        if (values.length === 0 || axis.isLogarithmic) { return; }
        let low = Math.min(...values), high = Math.max(...values);
        for (const one of all) { for (const p of one.points) { const v = of(p); if (v < low) { low = v; } if (v > high) { high = v; } } }
        const room = (high - low || Math.abs(high) || 1) * 0.05;
        if (target.min === undefined) { target.min = extent => Math.min(extent.min, low >= 0 ? Math.max(0, low - room) : low - room); }
        if (target.max === undefined) { target.max = extent => Math.max(extent.max, high + room); }
        target.axisLabel.showMinLabel = target.axisLabel.showMaxLabel = false;
      }
    },

    bars(spec, view) {
      const parts = spec.parts.map((part, index) => ({ part, index, look: look(part.name, part.role) }));
      const shown = parts.filter(p => !view.hidden.has(p.part.name));
      const total = bar => shown.reduce((sum, p) => sum + (bar.values[p.index] || 0), 0);
      const size = 22;
      return {
        height: 44 + size * Math.max(1, spec.bars.length), x: heading(spec.value), y: null, groups: [spec.bars.map((_, i) => i)], count: spec.bars.length,
        legend: parts.map(p => ({ name: p.part.name, look: { ...p.look, marker: 1 } })), vertical: true,
        item(i) {
          const bar = spec.bars[i];
          const share = parts.length > 1 ? parts.filter(p => bar.values[p.index] > 0).map(p => p.part.name + ": " + number(bar.values[p.index])) : [];
          return { name: bar.name, lines: [quantity(spec.value, bar.values.reduce((a, b) => a + (b || 0), 0)), ...range(bar), ...share, ...lines(bar.text)], link: bar.link };
        },
        columns: ["Name", ...(parts.length > 1 ? parts.map(p => p.part.name) : []), heading(spec.value)],
        row: i => [spec.bars[i].name, ...(parts.length > 1 ? parts.map(p => number(spec.bars[i].values[p.index])) : []), number(spec.bars[i].values.reduce((a, b) => a + (b || 0), 0))],
        box(chart, i) {
          const [x0, y] = chart.convertToPixel({ gridIndex: 0 }, [0, i]), [x1] = chart.convertToPixel({ gridIndex: 0 }, [total(spec.bars[i]), i]);
          return { x: x0 - 2, y: y - size / 2, width: Math.max(6, x1 - x0 + 4), height: size };
        },
        nearest(chart, px, py) {
          const [, row] = chart.convertFromPixel({ gridIndex: 0 }, [px, py]) || [];
          return Number.isFinite(row) && row >= 0 && row < spec.bars.length && chart.containPixel({ gridIndex: 0 }, [px, py]) ? row : -1;
        },
        option(color) {
          const names = axisStyle(color);
          names.splitLine.show = false;
          Object.assign(names.axisLabel, { interval: 0, hideOverlap: false, width: view.narrow ? 96 : 250, overflow: "truncate", color: color("ink"), fontSize: view.narrow ? 11 : 12, formatter: name => short(name, view.narrow ? 16 : 38) });
          return {
            grid: grid(view.narrow), xAxis: Object.assign(valueAxis(spec.value, color), { scale: false, splitNumber: view.narrow ? 3 : 5 }),
            yAxis: Object.assign(names, { type: "category", inverse: true, data: spec.bars.map(b => b.name) }),
            series: [
              ...shown.map(p => ({ type: "bar", stack: "all", silent: true, barWidth: "72%", itemStyle: { color: color(p.look.hue) }, data: spec.bars.map(b => b.values[p.index]) })),
              {
                type: "custom", silent: true, z: 3, encode: { x: [1, 2], y: 0 }, data: spec.bars.flatMap((b, i) => hasRange(b) ? [[i, b.low, b.high]] : []),
                renderItem(params, api) {
                  const from = api.coord([api.value(1), api.value(0)]), to = api.coord([api.value(2), api.value(0)]), style = { stroke: color("ink"), lineWidth: 1.5 };
                  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
                  return { type: "group", children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 4, from[0], from[1] + 4), line(to[0], to[1] - 4, to[0], to[1] + 4)] };
                },
              },
            ],
          };
        },
      };
    },

    parallel(spec, view) {
      // A candidate that other charts name has its own look here; all others have that of their role.
      const kindOf = line => isRole(line.role) ? line.role : line.candidate === undefined ? "named" : line.name;
      const kindLooks = new Map();
      for (const line of spec.lines) { kindLooks.set(kindOf(line), isRole(line.role) ? roleLook(line.role) : line.candidate === undefined ? roleLook("trial") : candidateLook(line.candidate)); }
      const order = spec.lines.map((_, i) => i).sort((a, b) => (spec.lines[a].values[0] ?? 0) - (spec.lines[b].values[0] ?? 0));
      // Emphasised lines are drawn last.
      const rank = line => line.role === "chosen" ? 3 : !isRole(line.role) && line.candidate !== undefined ? 2 : line.role === "front" ? 1 : 0;
      const drawing = spec.lines.map((_, i) => i).sort((a, b) => rank(spec.lines[a]) - rank(spec.lines[b]));
      return {
        height: view.narrow ? 90 * spec.axes.length : 420, x: null, y: null, groups: [order], count: spec.lines.length,
        legend: [...kindLooks].filter(([name]) => name !== "named").map(([name, l]) => ({ name, look: l, line: true, fixed: true })),
        item: i => ({ name: spec.lines[i].name, lines: [...spec.axes.map((axis, a) => quantity(axis, spec.lines[i].values[a])), ...lines(spec.lines[i].text)], link: spec.lines[i].link, look: spec.lines[i].candidate === undefined ? null : kindLooks.get(kindOf(spec.lines[i])) }),
        columns: ["Name", ...spec.axes.map(heading)], row: i => [spec.lines[i].name, ...spec.lines[i].values.map((value, a) => spec.axes[a].names?.[value] ?? number(value))],
        path: (chart, i) => {
          const system = chart.getModel().getSeriesByIndex(0).coordinateSystem;
          return spec.axes.map((_, a) => system.dataToPoint(spec.lines[i].values[a], "dim" + a)).filter(p => p && Number.isFinite(p[0]) && Number.isFinite(p[1]));
        },
        box(chart, i) {
          const path = this.path(chart, i), at = path[Math.floor(path.length / 2)] || [0, 0];
          return { x: at[0] - 9, y: at[1] - 9, width: 18, height: 18, round: true };
        },
        nearest(chart, px, py) {
          let best = -1, distance = 12;
          for (let i = 0; i < spec.lines.length; i++) {
            const path = this.path(chart, i);
            for (let a = 1; a < path.length; a++) {
              const d = toSegment(px, py, path[a - 1], path[a]);
              if (d < distance) { distance = d; best = i; }
            }
          }
          return best;
        },
        emphasis: i => ({ seriesIndex: 1, data: i < 0 ? [] : [spec.lines[i].values] }),
        // The ranges of an axis, as the pointer drew them or the fields set them; none is everything.
        ranges: (chart, a) => chart.getModel().getComponent("parallelAxis", a).activeIntervals.map(range => [...range].sort((x, y) => x - y)),
        select: (chart, a, intervals) => chart.dispatchAction({ type: "axisAreaSelect", parallelAxisIndex: a, intervals }),
        extent: (chart, a) => chart.getModel().getComponent("parallelAxis", a).axis.scale.getExtent(),
        selected(chart) {
          const brushed = chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active");
          return brushed.map(at => drawing[at]).sort((a, b) => a - b);
        },
        option(color) {
          const style = axisStyle(color);
          // Every heading is centred over its axis and has a column of its own, the outer ones beyond the first and last axis: no two can meet.
          const side = Math.min(80, view.width / (2 * spec.axes.length)), column = Math.min(2 * side, (view.width - 2 * side) / Math.max(1, spec.axes.length - 1)) - 12;
          const text = { color: color("muted"), fontFamily: "Inter, system-ui, sans-serif", fontSize: 12 };
          const halo = { textBorderColor: color("background"), textBorderWidth: 4 };
          return {
            parallel: Object.assign({ layout: view.narrow ? "vertical" : "horizontal" }, view.narrow ? { left: 16, right: 16, top: 28, bottom: 24 } : { left: side, right: side, top: 56, bottom: 16 }),
            parallelAxis: spec.axes.map((axis, a) => Object.assign({}, style, {
              dim: a, name: heading(axis), nameLocation: view.narrow ? "start" : "end", type: axis.isLogarithmic ? "log" : "value", scale: true,
              nameGap: view.narrow ? 0 : 12,
              nameTextStyle: Object.assign({}, text, halo, { color: color("ink"), fontWeight: 600 }, view.narrow ? { align: "left", verticalAlign: "bottom", padding: [0, 0, 8, 0] }
                : { width: column, overflow: "break", lineHeight: 15, align: "center" }),
              min: axis.min ?? undefined, max: axis.max ?? undefined, axisLabel: Object.assign({}, text, halo, { formatter: axis.names ? value => axis.names[value] ?? "" : tick, hideOverlap: true }, view.narrow ? { alignMinLabel: "left", alignMaxLabel: "right" } : { width: column, overflow: "truncate" }), splitLine: { show: false },
              areaSelectStyle: { width: 18, color: color("blue"), opacity: 0.25, borderColor: color("blue") },
            })),
            series: [
              {
                type: "parallel", silent: true, inactiveOpacity: 0.06, activeOpacity: 1, progressive: 500, smooth: false,
                data: drawing.map(i => spec.lines[i]).map(line => ({ value: line.values, lineStyle: { color: color(kindLooks.get(kindOf(line)).hue), width: rank(line) ? (rank(line) === 1 && spec.lines.length > 60 ? 1.5 : 2.5) : 1, opacity: rank(line) ? 1 : 0.6 } })),
              },
              { type: "parallel", silent: true, inactiveOpacity: 1, data: [], lineStyle: { color: color("orange"), width: 3.5, opacity: 1 } },
            ],
          };
        },
      };
    },

    timeline(spec, view) {
      // The colour and the marker of a span say whose it is, its filling how it ended; a span of no candidate has the colour of its state.
      const states = [...new Set(spec.spans.map(s => s.role))], ofWork = spec.spans.every(s => s.candidate === undefined);
      const lookOf = s => s.candidate === undefined ? roleLook(s.role) : look(s.name, s.isChosen ? "chosen" : "named", s.candidate);
      const shown = spec.spans.map((span, i) => ({ span, i })).filter(s => !view.hidden.has(s.span.role) && s.span.lane >= 0 && s.span.lane < spec.lanes.length);
      const groups = spec.lanes.map((_, lane) => shown.filter(s => s.span.lane === lane).sort((a, b) => a.span.start - b.span.start).map(s => s.i)).filter(g => g.length > 0);
      const band = 34;
      return {
        height: 44 + band * Math.max(1, spec.lanes.length), x: heading(spec.time), y: null, groups, count: shown.length,
        legend: states.map(name => ({ name, look: { ...roleLook(ofWork ? name : "overhead"), marker: 1 }, filling: ofWork ? null : name })),
        item(i) {
          const s = spec.spans[i], unit = spec.time.unit ? " " + spec.time.unit : "";
          return { name: s.name, lines: [spec.lanes[s.lane] + ", " + s.role, number(s.start) + " to " + number(s.end) + unit + " (" + number(s.end - s.start) + unit + ")", ...lines(s.text)], link: s.link, look: s.candidate === undefined ? null : lookOf(s) };
        },
        columns: ["Name", "Lane", "State", "Start", "End"],
        row: at => { const s = shown[at].span; return [s.name, spec.lanes[s.lane], s.role, number(s.start), number(s.end)]; },
        box(chart, i) {
          const s = spec.spans[i], [x0, y] = chart.convertToPixel({ gridIndex: 0 }, [s.start, s.lane]), [x1] = chart.convertToPixel({ gridIndex: 0 }, [s.end, s.lane]);
          return { x: x0 - 2, y: y - band * 0.36, width: Math.max(3, x1 - x0) + 4, height: band * 0.72 };
        },
        nearest(chart, px, py) {
          if (!chart.containPixel({ gridIndex: 0 }, [px, py])) { return -1; }
          const [, lane] = chart.convertFromPixel({ gridIndex: 0 }, [px, py]);
          let best = -1, distance = 6;
          for (const { span, i } of shown) {
            if (span.lane !== lane) { continue; }
            const b = this.box(chart, i), d = Math.max(0, b.x - px, px - b.x - b.width);
            if (d < distance) { distance = d; best = i; }
          }
          return best;
        },
        option(color) {
          const names = axisStyle(color);
          Object.assign(names.axisLabel, { interval: 0, hideOverlap: false, color: color("ink"), width: view.narrow ? 80 : 180, overflow: "truncate" });
          return {
            grid: grid(view.narrow), xAxis: Object.assign(valueAxis(spec.time, color), { scale: false }),
            yAxis: Object.assign(names, { type: "category", inverse: true, data: spec.lanes }),
            dataZoom: [{ type: "inside", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "shift", preventDefaultMouseMove: false }],
            series: [{
              type: "custom", silent: true, clip: true, encode: { x: [1, 2], y: 0 }, data: shown.map(s => [s.span.lane, s.span.start, s.span.end]),
              renderItem(params, api) {
                const from = api.coord([api.value(1), api.value(0)]), to = api.coord([api.value(2), api.value(0)]), height = band * 0.6;
                const { span } = shown[params.dataIndex], own = lookOf(span), hue = color(own.hue), width = Math.max(1.5, to[0] - from[0]);
                const shape = { x: from[0], y: from[1] - height / 2, width, height, r: 2 };
                if (ofWork) { return { type: "rect", shape, style: { fill: hue, stroke: color("background"), lineWidth: 1 } }; }
                const isFull = span.role === "complete", parts = [{ type: "rect", shape, style: isFull ? { fill: hue, stroke: color("background"), lineWidth: 1 }
                  : { fill: color("background"), stroke: hue, lineWidth: 1.5, lineDash: span.role === "running" ? [4, 3] : null } }];
                if (span.role === "failed") { parts.push({ type: "line", shape: { x1: shape.x, y1: shape.y + height, x2: shape.x + width, y2: shape.y }, style: { stroke: hue, lineWidth: 1.5 } }); }
                if (width > 24) {
                  parts.push({ type: "path", shape: { pathData: shapes[own.marker], x: shape.x + 4, y: from[1] - 5, width: 14, height: 10, layout: "center" }, style: { fill: isFull ? color("background") : hue } });
                }
                return { type: "group", children: parts };
              },
            }],
          };
        },
      };
    },

    matrix(spec, view) {
      const columns = spec.columns.length, rows = spec.rows.length;
      const sums = spec.counts.map(row => row.reduce((a, b) => a + b, 0));
      const side = Math.max(14, Math.min(44, (view.width - (view.narrow ? 96 : 150)) / Math.max(1, columns)));
      const at = i => [i % columns, Math.floor(i / columns)];
      const below = 18 + 4.6 * Math.min(view.narrow ? 12 : 20, Math.max(0, ...spec.columns.map(name => name.length)));
      return {
        height: Math.round(side * rows + below + 4), x: heading(spec.x), y: heading(spec.y), count: columns * rows,
        groups: spec.rows.map((_, r) => spec.columns.map((__, c) => r * columns + c)), cells: true, legend: [],
        item(i) {
          const [c, r] = at(i), share = sums[r] > 0 ? ", " + number(100 * spec.counts[r][c] / sums[r]) + " % of the row" : "";
          return { name: spec.rows[r] + ", " + spec.columns[c], lines: [spec.y.label + ": " + spec.rows[r], spec.x.label + ": " + spec.columns[c], "Count: " + spec.counts[r][c] + share] };
        },
        columns: [spec.y.label, ...spec.columns], rowsInTable: rows, row: r => [spec.rows[r], ...spec.counts[r].map(String)],
        box(chart, i) {
          const [c, r] = at(i), [x, y] = chart.convertToPixel({ gridIndex: 0 }, [c, r]), [x1] = columns > 1 ? chart.convertToPixel({ gridIndex: 0 }, [c === 0 ? 1 : 0, r]) : [x + side];
          const w = columns > 1 ? Math.abs(x1 - x) / Math.max(1, c === 0 ? 1 : c) : side;
          return { x: x - w / 2, y: y - side / 2, width: w, height: side };
        },
        nearest(chart, px, py) {
          if (!chart.containPixel({ gridIndex: 0 }, [px, py])) { return -1; }
          const [c, r] = chart.convertFromPixel({ gridIndex: 0 }, [px, py]);
          return c >= 0 && c < columns && r >= 0 && r < rows ? r * columns + c : -1;
        },
        option(color) {
          const axis = () => {
            const style = axisStyle(color);
            style.splitLine.show = style.axisLine.show = false;
            Object.assign(style.axisLabel, { interval: side < 15 ? "auto" : 0, hideOverlap: side < 15, color: color("ink"), fontSize: view.narrow ? 11 : 12, width: view.narrow ? 72 : 120, overflow: "truncate" });
            return style;
          };
          const x = axis(), y = axis();
          x.axisLabel.rotate = 45;
          return {
            grid: grid(view.narrow, { outerBoundsMode: "none", left: view.narrow ? 84 : 134, right: 8, top: 4, bottom: below }),
            xAxis: Object.assign(x, { type: "category", data: spec.columns }), yAxis: Object.assign(y, { type: "category", inverse: true, data: spec.rows }),
            series: [{
              type: "custom", silent: true, data: Array.from({ length: columns * rows }, (_, i) => [...at(i), i]),
              renderItem(params, api) {
                const [c, r] = at(params.dataIndex), count = spec.counts[r][c], shade = sums[r] > 0 ? Math.sqrt(count / sums[r]) : 0;
                const center = api.coord([c, r]), size = api.size([1, 1]), w = size[0], h = size[1];
                const cell = { type: "rect", shape: { x: center[0] - w / 2 + 0.5, y: center[1] - h / 2 + 0.5, width: w - 1, height: h - 1 }, style: { fill: color("heat"), opacity: 0.04 + 0.96 * shade } };
                const text = String(count);
                if (count === 0 || w < 8 + 6.5 * text.length) { return cell; }
                return { type: "group", children: [cell, { type: "text", style: { text, x: center[0], y: center[1], align: "center", verticalAlign: "middle", fill: shade > 0.5 ? color("on-heat") : color("ink"), font: "11px Inter, system-ui, sans-serif" } }] };
              },
            }],
          };
        },
      };
    },
  };

  function toSegment(px, py, a, b) {
    const dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy || 1;
    const t = Math.max(0, Math.min(1, ((px - a[0]) * dx + (py - a[1]) * dy) / length));
    return Math.hypot(px - a[0] - t * dx, py - a[1] - t * dy);
  }

  // ---- a chart on the page ----

  let ids = 0;

  /** Pixels of a canvas for one of the page: those of the screen, since more cost time and are not seen. Paper has more than any screen. */
  const pixelRatio = () => Math.max(print.matches ? 3 : 1, window.devicePixelRatio || 1);

  /** Draws a chart into an element, or draws the new one where the element already has a chart. */
  function draw(element, spec) {
    if (drawn.has(element)) { return update(element, spec); }
    const id = "isynet-chart-" + ++ids;
    element.classList.add("chart");
    let title = element.querySelector(".figure-title");
    if (!title) { title = element.insertBefore(make("p", "figure-title"), element.firstChild); }
    const state = {
      element, title, hidden: new Set(), ranges: new Map(), current: -1, view: null, spec: null, text: null,
      legend: make("div", "chart-legend"), y: make("p", "chart-axis"), stage: make("div", "chart-stage"), canvas: make("div", "chart-canvas"), ring: make("div", "chart-ring"),
      tip: make("div", "chart-tip"), x: make("p", "chart-axis chart-x"), live: make("p", "chart-live"), hint: make("p", "chart-hint"),
      fields: make("details", "chart-fields"), table: make("details", "chart-table"),
    };
    state.legend.setAttribute("role", "group");
    state.legend.setAttribute("aria-label", "Series: press to hide or show");
    state.stage.tabIndex = 0;
    state.stage.setAttribute("role", "application");
    state.stage.setAttribute("aria-roledescription", "chart");
    state.hint.id = id + "-hint";
    state.stage.setAttribute("aria-describedby", state.hint.id);
    state.live.setAttribute("aria-live", "polite");
    state.live.setAttribute("role", "status");
    for (const part of [state.y, state.x, state.tip, state.ring]) { part.setAttribute("aria-hidden", "true"); }
    state.tip.hidden = state.ring.hidden = true;
    state.stage.append(state.canvas, state.ring, state.tip);
    title.after(state.legend, state.y, state.stage, state.x, state.hint, state.live);
    element.append(state.fields, state.table);
    state.fields.append(make("summary", "", "Select by ranges"));
    state.table.append(make("summary"));
    state.table.addEventListener("toggle", () => fillTable(state));
    drawn.set(element, state);
    listen(state);
    update(element, spec);
    state.observer = new ResizeObserver(() => { if (state.canvas.clientWidth !== state.width) { render(state); } });
    state.observer.observe(state.canvas);
    return element;
  }

  /** Draws another state of the chart; hidden series, the current point and the zoom stay. */
  function update(element, spec) {
    const state = drawn.get(element);
    if (!state) { return draw(element, spec); }
    const text = JSON.stringify(spec);
    if (text === state.text) { return element; }
    const name = state.current >= 0 && state.view ? state.view.item(state.current).name : null;
    Object.assign(state, { spec, text });
    render(state);
    state.current = -1;
    if (name !== null) {
      for (const group of state.view.groups) {
        for (const i of group) { if (state.view.item(i).name === name) { state.current = i; } }
      }
      if (document.activeElement === state.stage && state.current >= 0) { show(state, state.current, false); } else { hide(state); }
    }
    return element;
  }

  /** Takes the chart out of an element. */
  function remove(element) {
    const state = drawn.get(element);
    if (!state) { return; }
    drawn.delete(element);
    state.observer.disconnect();
    if (state.chart) { state.chart.dispose(); }
    for (const part of [state.legend, state.y, state.stage, state.x, state.hint, state.live, state.fields, state.table]) { part.remove(); }
  }

  function render(state) {
    const spec = state.spec, kind = kinds[spec.kind];
    if (!kind) { throw new Error("there is no chart of kind " + spec.kind); }
    const width = state.canvas.clientWidth || state.element.clientWidth || 640;
    state.width = state.canvas.clientWidth;
    const view = state.view = kind(spec, { hidden: state.hidden, width, narrow: width < 520 });
    state.title.textContent = spec.title;
    state.stage.setAttribute("aria-label", spec.title + ". " + spec.description);
    state.hint.textContent = "Arrow keys move from point to point" + (view.groups.length > 1 ? " and between series" : "") + ", Home and End to the ends; Enter opens a point that has a page"
      + (spec.kind === "plane" || spec.kind === "timeline" ? "; plus, minus and 0 zoom, as does the wheel with Ctrl" : "") + (spec.kind === "parallel" ? "; drag along an axis to select, or use the fields below" : "") + ".";
    state.y.textContent = view.y ? "\u2191 " + view.y : "";
    state.x.textContent = view.x ? view.x + " \u2192" : "";
    state.y.hidden = !view.y;
    state.x.hidden = !view.x;
    drawLegend(state);
    state.stage.style.height = view.height + "px";
    const ratio = pixelRatio();
    if (state.chart && state.ratio !== ratio) { state.chart.dispose(); state.chart = null; }
    if (!state.chart) {
      state.ratio = ratio;
      state.chart = echarts.init(state.canvas, null, { renderer: "canvas", devicePixelRatio: ratio });
      state.chart.on("axisareaselected", () => brushed(state));
      state.chart.on("datazoom", () => hide(state));
    }
    state.chart.resize();
    state.chart.setOption(Object.assign({ animation: false, backgroundColor: "transparent" }, view.option(palette(state.element))), { replaceMerge: ["series", "xAxis", "yAxis", "parallelAxis"] });
    state.fields.hidden = !view.ranges;
    if (view.ranges) { drawFields(state); }
    const rows = view.rowsInTable ?? view.count;
    state.table.hidden = rows === 0;
    state.table.firstChild.textContent = "The data as a table" + (rows > mostRows ? " (the first " + mostRows + " of " + rows + " rows)" : "");
    fillTable(state);
  }

  function drawLegend(state) {
    const entries = state.view.legend, color = palette(state.element);
    state.legend.hidden = entries.length < 2;
    const key = JSON.stringify([entries, [...state.hidden], dark.matches]);
    if (state.legendKey === key) { return; }
    state.legendKey = key;
    const focused = state.legend.contains(document.activeElement) ? [...state.legend.children].indexOf(document.activeElement) : -1;
    state.legend.replaceChildren(...entries.map(entry => {
      const button = make(entry.fixed ? "span" : "button", "chart-key");
      if (!entry.fixed) {
        button.type = "button";
        button.setAttribute("aria-pressed", String(!state.hidden.has(entry.name)));
        button.addEventListener("click", () => {
          if (!state.hidden.delete(entry.name)) { state.hidden.add(entry.name); }
          hide(state);
          state.current = -1;
          render(state);
        });
      }
      button.append(swatch(entry, color), make("span", "", entry.name));
      return button;
    }));
    if (focused >= 0 && state.legend.children[focused]) { state.legend.children[focused].focus(); }
  }

  // The markers as paths of 22 by 12.
  const shapes = ["M11,1a5,5 0 1 0 .01,0Z", "M6,1L16,1L16,11L6,11Z", "M11,1L17,11L5,11Z", "M11,0L17,6L11,12L5,6Z", "M5,1L17,1L11,11Z", "M9,1L13,1L13,4L16,4L16,8L13,8L13,11L9,11L9,8L6,8L6,4L9,4Z"];

  function swatch(entry, color) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
    const add = (tag, values) => { const part = svg.appendChild(document.createElementNS(space, tag)); for (const [k, v] of Object.entries(values)) { part.setAttribute(k, v); } };
    for (const [k, v] of [["viewBox", "0 0 22 12"], ["width", "22"], ["height", "12"], ["aria-hidden", "true"]]) { svg.setAttribute(k, v); }
    const hue = color(entry.look.hue);
    if (entry.filling && entry.filling !== "complete") {
      add("rect", { x: 2, y: 1.5, width: 18, height: 9, rx: 1, fill: "none", stroke: hue, "stroke-width": 1.5, "stroke-dasharray": entry.filling === "running" ? "4 3" : "none" });
      if (entry.filling === "failed") { add("line", { x1: 2, x2: 20, y1: 10.5, y2: 1.5, stroke: hue, "stroke-width": 1.5 }); }
      return svg;
    }
    if (entry.line) { add("line", { x1: 0, x2: 22, y1: 6, y2: 6, stroke: hue, "stroke-width": 2, "stroke-dasharray": entry.dashed ? "4 3" : "none" }); }
    if (!entry.line || entry.look.hue !== "ink") { add("path", { d: shapes[entry.look.marker], fill: hue }); }
    return svg;
  }

  function fillTable(state) {
    if (!state.table.open) { return; }
    const view = state.view, table = make("table"), scroll = make("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", state.spec.title + ", data");
    const head = table.createTHead().insertRow();
    for (const column of view.columns) { const cell = make("th", "", column); cell.scope = "col"; head.append(cell); }
    const body = table.createTBody();
    const order = view.rowsInTable !== undefined || state.spec.kind === "timeline" ? null : state.selected || view.groups.flat();
    const rows = Math.min(mostRows, order ? order.length : view.rowsInTable ?? view.count);
    for (let r = 0; r < rows; r++) {
      const row = body.insertRow();
      view.row(order ? order[r] : r).forEach((text, c) => { const cell = make(c === 0 ? "th" : "td", "", text); if (c === 0) { cell.scope = "row"; } row.append(cell); });
    }
    scroll.append(table);
    if (state.table.children.length > 1) { state.table.lastChild.remove(); }
    state.table.append(scroll);
  }

  // ---- pointer and keyboard: both end in show ----

  function show(state, i, speak) {
    const { view, chart } = state;
    state.current = i;
    const item = view.item(i), box = view.box(chart, i), link = address(item.link);
    if (view.emphasis) { const e = view.emphasis(i); chart.setOption({ series: [{}, { data: e.data }] }); }
    Object.assign(state.ring.style, { left: box.x + "px", top: box.y + "px", width: box.width + "px", height: box.height + "px" });
    state.ring.classList.toggle("round", Boolean(box.round));
    state.ring.hidden = false;
    const name = make("strong", "", item.name);
    if (item.look) { name.prepend(swatch({ look: item.look }, palette(state.element))); }
    state.tip.replaceChildren(name, ...item.lines.map(line => make("span", "", line)), ...(link ? [make("em", "", "Press Enter or click to open.")] : []));
    state.tip.hidden = false;
    const width = state.stage.clientWidth, height = state.stage.clientHeight, tip = state.tip.getBoundingClientRect();
    const right = box.x + box.width + 8, fits = right + tip.width <= width;
    const left = fits ? right : Math.max(0, box.x - tip.width - 8);
    const isOver = !fits && left + tip.width > box.x;
    const top = isOver ? (box.y + box.height + 6 + tip.height <= height ? box.y + box.height + 6 : box.y - tip.height - 6) : box.y + box.height / 2 - tip.height / 2;
    Object.assign(state.tip.style, { left: Math.min(left, Math.max(0, width - tip.width)) + "px", top: Math.max(-8, Math.min(top, height - tip.height + 8)) + "px" });
    state.canvas.style.cursor = link ? "pointer" : "";
    if (speak) {
      state.ring.scrollIntoView({ block: "nearest" });
      state.live.textContent = [item.name, ...item.lines].join("; ") + position(state, i) + (link ? " Enter opens it." : "");
    }
    state.element.dispatchEvent(new CustomEvent("isynet-point", { bubbles: true, detail: item }));
  }

  function position(state, i) {
    for (const group of state.view.groups) { const at = group.indexOf(i); if (at >= 0) { return ". " + (at + 1) + " of " + group.length + "."; } }
    return ".";
  }

  function hide(state) {
    state.tip.hidden = state.ring.hidden = true;
    state.canvas.style.cursor = "";
    if (state.chart && state.view.emphasis) { state.chart.setOption({ series: [{}, { data: [] }] }); }
  }

  function follow(state) {
    const link = state.current >= 0 && !state.tip.hidden ? address(state.view.item(state.current).link) : null;
    if (link) { location.assign(link); }
  }

  function brushed(state) {
    state.ranges = new Map(state.spec.axes.map((axis, a) => [heading(axis), state.view.ranges(state.chart, a)]).filter(([, ranges]) => ranges.length > 0));
    const all = state.view.count, selected = state.view.selected(state.chart), isSelection = state.ranges.size > 0;
    state.selected = isSelection ? selected : null;
    const said = isSelection ? selected.length + " of " + all + " selected." : "No selection.";
    if (state.live.textContent !== said) { state.live.textContent = said; }
    fillFields(state);
    fillTable(state);
    state.element.dispatchEvent(new CustomEvent("isynet-brush", { bubbles: true, detail: { selected, names: selected.map(i => state.spec.lines[i].name) } }));
  }

  // ---- the ranges of parallel coordinates as fields: what the pointer does on an axis, for the keyboard ----

  /** From and to for each axis: a list where the axis has names, else a number. New axes keep the ranges of those with the same heading. */
  function drawFields(state) {
    const { spec, chart, view } = state, key = JSON.stringify(spec.axes);
    if (state.fieldsKey !== key) {
      state.fieldsKey = key;
      const form = make("form"), clear = make("button", "", "Select all");
      form.addEventListener("submit", event => event.preventDefault());
      clear.type = "button";
      clear.addEventListener("click", () => { spec.axes.forEach((_, a) => view.select(state.chart, a, [])); });
      form.append(...spec.axes.map((axis, a) => {
        const group = make("fieldset");
        group.append(make("legend", "", heading(axis)), ...["from", "to"].map(end => field(axis, end, () => set(state, a, group))));
        return group;
      }), clear);
      state.fields.replaceChildren(state.fields.firstChild, form);
    }
    // Fresh axes have no ranges; each one that is set again tells of all.
    const kept = state.ranges;
    state.ranges = new Map();
    state.selected = null;
    spec.axes.forEach((axis, a) => { if (kept.has(heading(axis))) { view.select(chart, a, kept.get(heading(axis))); } });
  }

  function field(axis, end, change) {
    const label = make("label", "", end + " "), input = make(axis.names ? "select" : "input");
    if (axis.names) { input.append(new Option("any", ""), ...axis.names.map((name, value) => new Option(name, value))); } else { input.type = "number"; input.step = "any"; }
    input.addEventListener("change", change);
    label.append(input);
    return label;
  }

  function set(state, a, group) {
    const [from, to] = [...group.querySelectorAll("select, input")].map(input => input.value === "" ? null : Number(input.value));
    const [low, high] = state.view.extent(state.chart, a);
    state.view.select(state.chart, a, from === null && to === null ? [] : [[from ?? Math.min(low, to), to ?? Math.max(high, from)]]);
  }

  function fillFields(state) {
    state.fields.querySelectorAll("fieldset").forEach((group, a) => {
      const ranges = state.ranges.get(heading(state.spec.axes[a])) || [], names = state.spec.axes[a].names, [low, high] = state.view.extent(state.chart, a);
      const from = Math.min(...ranges.map(r => r[0])), to = Math.max(...ranges.map(r => r[1]));
      const text = [from > low ? names ? Math.ceil(from) : Number(from.toPrecision(4)) : "", to < high ? names ? Math.floor(to) : Number(to.toPrecision(4)) : ""];
      group.querySelectorAll("select, input").forEach((input, end) => { if (input !== document.activeElement) { input.value = ranges.length === 0 ? "" : String(text[end]); } });
    });
  }

  function step(state, key) {
    const groups = state.view.groups;
    let g = groups.findIndex(group => group.includes(state.current));
    if (g < 0) { return groups[0][0]; }
    const at = groups[g].indexOf(state.current), last = groups[g].length - 1;
    const along = state.view.vertical ? { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 } : { ArrowLeft: -1, ArrowRight: 1 };
    const by = { ...along, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[key];
    if (by !== undefined) { return groups[g][Math.max(0, Math.min(last, at + by))]; }
    if (groups.length === 1) { return groups[g][Math.max(0, Math.min(last, at + (key === "ArrowDown" ? -1 : 1)))]; }
    g = Math.max(0, Math.min(groups.length - 1, g + (key === "ArrowDown" ? 1 : -1)));
    if (state.view.cells) { return groups[g][Math.min(at, groups[g].length - 1)]; }
    // The neighbour in the other series: what lies nearest along the first axis.
    const x = i => { const box = state.view.box(state.chart, i); return box.x + box.width / 2; };
    const from = x(state.current);
    let low = 0, high = groups[g].length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (x(groups[g][middle]) < from) { low = middle + 1; } else { high = middle; } }
    return low > 0 && Math.abs(x(groups[g][low - 1]) - from) <= Math.abs(x(groups[g][low]) - from) ? groups[g][low - 1] : groups[g][low];
  }

  function zoom(state, factor) {
    const zooms = (state.chart.getOption().dataZoom || []);
    if (zooms.length === 0) { return; }
    const box = state.current >= 0 ? state.view.box(state.chart, state.current) : null;
    zooms.forEach((z, index) => {
      if (factor === 0) { state.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: index, start: 0, end: 100 }); return; }
      const span = Math.min(100, (z.end - z.start) * factor), isX = index === 0;
      const size = isX ? state.stage.clientWidth : state.stage.clientHeight;
      const share = box ? (isX ? (box.x + box.width / 2) / size : 1 - (box.y + box.height / 2) / size) : 0.5;
      const start = Math.max(0, Math.min(100 - span, z.start + share * (z.end - z.start - span)));
      state.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: index, start, end: start + span });
    });
    if (state.current >= 0) { show(state, state.current, false); }
  }

  function listen(state) {
    const stage = state.stage;
    stage.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !state.view || state.view.groups.length === 0) { return; }
      if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"].includes(event.key)) { show(state, step(state, event.key), true); }
      else if (event.key === "Enter") { follow(state); }
      else if (event.key === "Escape") { hide(state); }
      else if (event.key === "+" || event.key === "=") { zoom(state, 0.6); }
      else if (event.key === "-") { zoom(state, 1 / 0.6); }
      else if (event.key === "0") { zoom(state, 0); }
      else { return; }
      event.preventDefault();
    });
    stage.addEventListener("focus", () => { if (state.current >= 0 && stage.matches(":focus-visible")) { show(state, state.current, true); } });
    stage.addEventListener("blur", () => hide(state));
    const find = event => {
      const frame = state.canvas.getBoundingClientRect();
      return state.view.nearest(state.chart, event.clientX - frame.left, event.clientY - frame.top);
    };
    stage.addEventListener("pointermove", event => {
      if (event.buttons !== 0) { return; }
      const i = find(event);
      if (i < 0) { if (document.activeElement !== stage || !stage.matches(":focus-visible")) { hide(state); } } else if (i !== state.current || state.tip.hidden) { show(state, i, false); }
    });
    stage.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") { hide(state); } });
    stage.addEventListener("click", event => {
      const i = find(event), isSecond = i === state.current && !state.tip.hidden;
      if (i < 0) { hide(state); return; }
      show(state, i, false);
      // A finger has no hover: its first touch shows the point, its second opens it.
      if (event.pointerType !== "touch" || isSecond) { follow(state); }
    });
    stage.addEventListener("dblclick", () => zoom(state, 0));
  }

  function redraw() {
    for (const state of drawn.values()) {
      const isShown = !state.tip.hidden;
      state.legendKey = null;
      render(state);
      if (isShown) { show(state, state.current, false); }
    }
  }

  /** Draws every figure below an element that has data-chart and is not yet drawn, and lets the keyboard walk its drawings of networks. */
  function drawAll(root) {
    walkBlocks(root);
    const found = [];
    for (const figure of root.querySelectorAll("figure[data-chart]")) {
      const data = figure.querySelector('script[type="application/json"]');
      if (data && !drawn.has(figure)) { found.push([figure, JSON.parse(data.textContent)]); }
    }
    claim(found.flatMap(([, spec]) => [...spec.series || [], ...spec.lines || []]).filter(one => one.candidate !== undefined && !isRole(one.role)).map(one => one.candidate));
    for (const [, spec] of found) {
      for (const one of spec.series || []) { if (one.role === "chosen") { look(one.name, one.role, one.candidate); } }
    }
    // What the reader sees comes first; the others follow one by one, and the page answers between them.
    const isSeen = ([figure]) => { const box = figure.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; };
    const later = found.filter(one => !isSeen(one));
    found.filter(isSeen).forEach(one => draw(...one));
    return later.reduce((before, one) => before.then(nextTask).then(() => { if (one[0].isConnected) { draw(...one); } }), Promise.resolve());
  }

  const nextTask = () => new Promise(done => { if (window.requestIdleCallback) { requestIdleCallback(done, { timeout: 200 }); } else { setTimeout(done); } });

  // ---- drawings of networks: one stop of the Tab key; arrow keys move from block to block, and a line below says what the block is ----

  function walkBlocks(root) {
    for (const figure of root.querySelectorAll("figure[data-network]:not([data-walked])")) {
      figure.setAttribute("data-walked", "");
      const says = make("p", "network-says");
      says.setAttribute("aria-hidden", "true");
      figure.querySelector(".scroll").after(says);
      // The style shows the drawing of one layout.
      for (const drawing of figure.querySelectorAll("svg.network")) { walkDrawing([...drawing.querySelectorAll(".block")], says); }
    }
  }

  function walkDrawing(blocks, says) {
    blocks.forEach((block, i) => {
      block.setAttribute("tabindex", i === 0 ? "0" : "-1");
      // Browsers would show the title over the text that is now below.
      const title = block.querySelector("title");
      if (title) { title.remove(); }
      const say = () => { says.textContent = block.getAttribute("aria-label"); };
      block.addEventListener("pointerenter", say);
      block.addEventListener("focus", say);
      block.addEventListener("keydown", event => {
        const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: blocks.length - 1 }[event.key];
        if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) { return; }
        event.preventDefault();
        const next = blocks[Math.max(0, Math.min(blocks.length - 1, to))];
        block.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      });
    });
  }

  dark.addEventListener("change", redraw);
  print.addEventListener("change", redraw);
  // A canvas does not wait for the page's font: who draws before it has come draws twice.
  const parsed = new Promise(done => { if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", done); } else { done(); } });
  const ready = Promise.all([parsed, Promise.race([document.fonts.load("12px Inter").catch(() => []), new Promise(done => setTimeout(done, 1000))])]).then(() => drawAll(document));
  return { draw, update, remove, drawAll, ready };
})();
