namespace ISyNet.Browser.Tests;

/// <summary>The text of charts and drawings, as it is drawn: whether labels cover one another, are cut off, or are too small to read.</summary>
internal static class ReadableLabels
{
    /// <summary>
    /// A canvas says what it has drawn through ECharts, a drawing through its elements. Each text becomes its four corners on the page, turned as it is; two that overlap
    /// by more than a pixel in every direction collide.
    /// </summary>
    private const string Find = """
        (() => {
          const slack = 1, least = 10, found = [];
          const corners = (x, y, w, h, m) => [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(([a, b]) => m ? [m[0] * a + m[2] * b + m[4], m[1] * a + m[3] * b + m[5]] : [a, b]);
          const apart = (p, q) => [p, q].some(r => [0, 1].some(i => {
            const nx = r[i + 1][1] - r[i][1], ny = r[i][0] - r[i + 1][0], size = Math.hypot(nx, ny) || 1;
            const along = r => r.map(([x, y]) => (x * nx + y * ny) / size), a = along(p), b = along(q);
            return Math.max(...a) < Math.min(...b) + slack || Math.max(...b) < Math.min(...a) + slack;
          }));
          const collide = (where, texts) => texts.forEach((one, i) => texts.slice(0, i).forEach(other => {
            if (!apart(one.box, other.box)) { found.push(`${where}: '${other.text}' and '${one.text}' overlap`); }
          }));
          const title = element => (element.closest("figure")?.querySelector(".figure-title")?.textContent) ?? "a drawing";

          for (const canvas of document.querySelectorAll(".chart-canvas")) {
            const chart = echarts.getInstanceByDom(canvas), texts = [];
            for (const part of chart.getZr().storage.getDisplayList(true)) {
              if (part.type !== "tspan" || part.invisible || !part.style.text || part.style.opacity === 0) { continue; }
              const rect = part.getBoundingRect();
              texts.push({ text: part.style.text, box: corners(rect.x, rect.y, rect.width, rect.height, part.getComputedTransform()) });
            }
            collide(title(canvas), texts);
            for (const { text, box } of texts) {
              if (box.some(([x, y]) => x < -slack || y < -slack || x > canvas.clientWidth + slack || y > canvas.clientHeight + slack)) { found.push(`${title(canvas)}: '${text}' is cut off`); }
            }
          }

          for (const drawing of document.querySelectorAll("svg")) {
            const texts = [];
            for (const element of drawing.querySelectorAll("text")) {
              const rect = element.getBBox(), m = element.getScreenCTM();
              if (!m || rect.width === 0 || drawing.getClientRects().length === 0) { continue; }
              texts.push({ text: element.textContent, box: corners(rect.x, rect.y + 0.15 * rect.height, rect.width, 0.7 * rect.height, [m.a, m.b, m.c, m.d, m.e, m.f]) });
              const size = parseFloat(getComputedStyle(element).fontSize) * Math.hypot(m.a, m.b);
              if (drawing.classList.contains("network") && size < least) { found.push(`${title(drawing)}: '${element.textContent}' has only ${size.toFixed(1)} pixels`); }
            }
            collide(title(drawing), texts);
          }

          for (const element of document.querySelectorAll("h1, h2, caption, figcaption, .figure-title, .table-title, .chart-axis, .chart-key")) {
            if (element.getClientRects().length === 0 || !element.textContent) { continue; }
            const range = document.createRange();
            range.selectNodeContents(element);
            for (let box = element; box; box = box.parentElement) {
              const style = getComputedStyle(box), frame = box === document.documentElement ? { left: 0, right: box.clientWidth } : box.getBoundingClientRect();
              if (box !== document.documentElement && style.overflowX === "visible") { continue; }
              if ([...range.getClientRects()].some(r => r.left < frame.left - slack || r.right > frame.right + slack)) { found.push(`'${element.textContent}' is cut off`); break; }
            }
          }
          return [...new Set(found)].slice(0, 20);
        })()
        """;

    /// <summary>No two labels of a chart or drawing overlap, none is cut off, and those of drawings of networks are legible.</summary>
    public static async Task ShouldBeReadableAsync(this OpenedPage opened)
    {
        var found = await opened.Page.EvaluateAsync<string[]>(Find);
        Assert.True(found.Length == 0, $"at {opened.Page.ViewportSize!.Width} pixels: {string.Join('\n', found)}");
    }

    /// <summary>The same at another width.</summary>
    public static async Task ShouldBeReadableAtAsync(this OpenedPage opened, int width)
    {
        await opened.Page.SetViewportSizeAsync(width, opened.Page.ViewportSize!.Height);
        // The charts follow in the frame after that of the layout.
        await opened.ShownAsync();
        await opened.ShouldBeReadableAsync();
    }
}
