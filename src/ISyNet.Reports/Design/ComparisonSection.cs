using System.Collections.Immutable;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The result: the designed network, its scaled versions and the baseline.</summary>
internal static class ComparisonSection
{
    public static ImmutableArray<ReportPart> Lead(DesignReportData data)
    {
        var networks = data.Networks.OrEmpty();
        var parts = ImmutableArray.CreateBuilder<ReportPart>();
        if (networks.FirstOrDefault(n => n.Role == NetworkRole.Designed) is { } designed)
        {
            var baseline = networks.FirstOrDefault(n => n.Role == NetworkRole.Baseline);
            parts.Add(new Headlines([.. Headlines(designed, baseline, data.Settings).OfType<Headline>()]));
        }

        parts.AddRange(data.Notes.OrEmpty().Select(note => new Note(note)));
        return parts.ToImmutable();
    }

    public static Section? Create(DesignReportData data)
    {
        var networks = data.Networks.OrEmpty();
        if (networks.IsEmpty)
            return null;
        var parts = ImmutableArray.Create<ReportPart>(Table(networks, data.Settings));
        return new Section("Result", networks.Count(n => n.TestAccuracy is not null) < 2 ? parts : parts.Add(new FigurePart(
            NetworksFigure.Create(networks), "Fully trained and evaluated on the test images, which were not used to choose anything. Up and to the left is better.")));
    }

    private static ReportTable Table(ImmutableArray<NetworkResult> networks, DesignSettings settings)
    {
        var baseline = networks.FirstOrDefault(n => n.Role == NetworkRole.Baseline);
        var measured = networks.Any(n => n.MeasuredMsPerImage is not null);
        return new ReportTable(
            $"The designed network, its scaled versions and the baseline; latency is predicted for {settings.Device} at batch {Quantity.Whole(settings.Batch)}{(measured ? ", and measured on this machine" : "")}.",
            [
                new("Network", IsNumeric: false), new("Role", IsNumeric: false), new("Parameters"), new("MACs per image"),
                new("Latency (ms per image)"), new("Latency (% of baseline)"), .. measured ? [new("Measured (ms per image)")] : Array.Empty<Column>(), new("MEM"), new("Test accuracy (%)"),
            ],
            [.. networks.Select(network => new Row(
                [
                    network.Name,
                    network.Role.ToString(),
                    new(Quantity.Count(network.Cost.Params), network.Cost.Params),
                    new(Quantity.Count(network.Cost.Macs), network.Cost.Macs),
                    new(Quantity.Significant(network.Cost.LatencyMsPerImage), network.Cost.LatencyMsPerImage),
                    baseline is null ? "–" : new Cell(Quantity.Percent(network.Cost.LatencyMsPerImage / baseline.Cost.LatencyMsPerImage, 1), network.Cost.LatencyMsPerImage),
                    .. measured ? [network.MeasuredMsPerImage is { } ms ? new Cell(Quantity.Significant(ms), ms) : "not measured"] : Array.Empty<Cell>(),
                    new(Quantity.Fraction(network.Cost.Mem), network.Cost.Mem),
                    network.TestAccuracy is { } accuracy ? new Cell(accuracy.Cell, accuracy.Value) : "not trained",
                ],
                network.Role == NetworkRole.Designed))]);
    }

    private static IEnumerable<string> Remarks(Accuracy accuracy, NetworkResult? baseline)
    {
        if (accuracy.Images < Accuracy.FewImages)
            yield return $"{Quantity.Whole(accuracy.Images)} images, 95 % interval {Quantity.Percent(accuracy.Low95, 1)} to {Quantity.Percent(accuracy.High95, 1)} %";
        if (baseline?.TestAccuracy is { } other)
            yield return $"{baseline.Name}: {other}";
    }

    private static IEnumerable<Headline?> Headlines(NetworkResult designed, NetworkResult? baseline, DesignSettings settings)
    {
        var budget = settings.BudgetMsPerImage is { } limit ? $"budget {Quantity.Significant(limit)} ms" : "no budget";
        yield return designed.TestAccuracy is not { } accuracy ? null : new Headline(
            "Test accuracy", Quantity.Percent(accuracy.Value), "%", string.Join("; ", Remarks(accuracy, baseline)));
        yield return new Headline("Latency per image", Quantity.Significant(designed.Cost.LatencyMsPerImage), "ms", designed.MeasuredMsPerImage is { } measured ? $"predicted; measured {Quantity.Significant(measured)} ms; {budget}" : $"predicted; {budget}");
        yield return baseline is null || designed.Cost.LatencyMsPerImage <= 0 ? null : new Headline(
            "Speed-up", Quantity.Significant(baseline.Cost.LatencyMsPerImage / designed.Cost.LatencyMsPerImage), "×", $"over {baseline.Name}");
        yield return new Headline("Matrix efficiency", Quantity.Fraction(designed.Cost.Mem), "MEM",
            baseline is null ? "" : $"{baseline.Name}: {Quantity.Fraction(baseline.Cost.Mem)}");
        yield return new Headline("Parameters", Quantity.Count(designed.Cost.Params), "", $"{Quantity.Count(designed.Cost.Macs)} MACs per image");
    }
}
