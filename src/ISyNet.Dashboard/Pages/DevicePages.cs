using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Reports.Profiles;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The shipped devices: peak rates, the roofline with the layers of a network of the zoo, and predictions beside measurements.</summary>
internal static class DevicePages
{
    private const string Default = "ResNet-50";
    private const int MostBatch = 1024;

    public static Page List() => new("Devices", "/devices",
    [
        Cells.Table("Shipped devices. Peaks are of the matrix units at the first precision.",
            [("Device", false), ("Description", false), ("Precisions", false), ("Peak (TMAC/s)", true), ("Memory (GB/s)", true), ("Measured rows", true)],
            DeviceCatalog.Names.Select(name => DeviceCatalog.Find(name)!).Select(device =>
            {
                var (peak, memory, rows) = (device.PeakMacsPerSecond / 1e12, Math.Max(device.External.ReadGBps, device.External.WriteGBps), JudgedRows.Find(device).Length);
                return ImmutableArray.Create<object>(Cells.Link(Links.Device(device.Name), device.Name), device.Title, string.Join(", ", device.Precisions.Select(p => p.Name)),
                    new SortedCell(Quantity.Significant(peak), peak), new SortedCell(Quantity.Significant(memory), memory), new SortedCell(rows == 0 ? Cells.None : Quantity.Whole(rows), rows));
            })),
    ]);

    /// <summary>The page of a device, <c>NAME</c> or <c>NAME:PRECISION</c>.</summary>
    public static Page Create(string name, string network, string batch, CancellationToken cancellation)
    {
        var device = DeviceCatalog.Find(name) ?? throw new MissingPageException($"no device is called '{name}': there are {string.Join(", ", DeviceCatalog.Names)}");
        var architecture = ModelZoo.Find(network.Length == 0 ? Default : network) ?? throw new MissingPageException($"no network of the zoo is called '{network}': there are {string.Join(", ", ModelZoo.Names)}");
        var images = int.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, MostBatch) : 1;
        var rates = DeviceRates.FromDevice(device);
        var (cost, problem) = Predict(device, architecture.Name, images, cancellation);
        var rows = JudgedRows.Find(device);
        return new Page(device.Precisions.Length > 1 ? $"{device.Name}, {device.Precision.Name}" : device.Name, "/devices",
        [
            .. device.Caveats.Select(caveat => Element("p", Class("note bad"), caveat)),
            new PartRenderer().Render(new Headlines(
            [
                new("Peak of the matrix units", Quantity.Significant(rates.PeakMacsPerSecond / 1e12), "TMAC/s", device.Precision.Name),
                .. rates.Memories.Select(memory => new Headline(memory.Name, Quantity.Significant(memory.BytesPerSecond / 1e9), "GB/s", "peak rate")),
                new("Cores", Quantity.Whole(device.Cores), "", $"{Quantity.Significant(device.ClockMHz)} MHz"),
            ])),
            device.Precisions.Length < 2 ? null : Element("p", "Precisions: ", device.Precisions.Select((p, i) => new object[] { i == 0 ? "" : ", ", Cells.Link(Links.Device($"{name.Split(':')[0]}:{p.Name}", architecture.Name, images), p.Name) })),
            Element("section", Element("h2", "Roofline"),
                Element("form", Class("filters"), new XAttribute("action", "/device"), new XAttribute("method", "get"),
                    Cells.Hidden("name", name),
                    Element("label", "Network ", Element("select", new XAttribute("name", "network"), ModelZoo.Names.Select(n => Element("option", n == architecture.Name ? new XAttribute("selected", "selected") : null, n)))),
                    Element("label", "Images per batch ", Element("input", new XAttribute("type", "number"), new XAttribute("name", "batch"), new XAttribute("min", "1"), new XAttribute("max", MostBatch), new XAttribute("value", images))),
                    Element("button", new XAttribute("type", "submit"), "Show")),
                problem is null ? null : Element("p", Class("note bad"), problem),
                cost is null ? null : Element("p", string.Create(CultureInfo.InvariantCulture,
                    $"{architecture.Name} at batch {images}: {Quantity.Significant(cost.LatencyMsPerImage)} ms per image predicted, MEM {Quantity.Fraction(cost.Efficiency.Mem)}, {Quantity.Percent(cost.MatrixUtilisation, 1)} % of the peak.")),
                ChartFigure.Create("chart-roofline", cost is null ? null : RooflineFigure.Create(rates, [new NetworkProfile(cost, [])]).Chart, "The device cannot run this network.", RooflineFigure.Caption)),
            Element("section", Element("h2", "Predicted and measured"),
                rows.IsEmpty ? Element("p", Class("empty"), $"Nothing was measured on {device.Name} in {device.Precision.Name}: its predictions come from data sheets.")
                    : ChartFigure.Create("chart-predictions", Predictions(device, rows), "", $"{(rows.Any(r => r.FamilyOutMs is not null) ? "Families left out: each row is predicted by a fit that has not seen its family." : "The device was fitted to these rows, so they do not judge it.")} The dashed lines are 20 % off.")),
            Element("section", Element("h2", "Source"), Element("p", device.Source)),
        ])
        {
            Subtitle = device.Title,
            Trail = [("Devices", "/devices")],
        };
    }

    private static (NetworkCost? Cost, string? Problem) Predict(Device device, string network, int batch, CancellationToken cancellation)
    {
        try
        {
            return (LatencyModel.Create(device).Predict(ModelZoo.Find(network)!.Build(), batch, cancellation), null);
        }
        catch (DeviceException error)
        {
            return (null, error.Message);
        }
    }

    private static Chart Predictions(Device device, ImmutableArray<JudgedRow> rows)
    {
        var group = rows.Any(r => r.FamilyOutMs is not null) ? "family left out" : "fitted with it";
        return PredictionFigure.Create([.. rows.Select(r => new PredictionPoint(
            string.Create(CultureInfo.InvariantCulture, $"{r.Network}, batch {r.Batch}"), group, r.MeasuredMs, r.FamilyOutMs ?? r.PredictedMs,
            r.Family.Length > 0 ? $"family {r.Family}" : null))], device.Name).Chart!;
    }
}
