using System.Collections.Immutable;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search;

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
        if (networks.Count(n => n.TestAccuracy is not null) > 1)
        {
            parts = parts.Add(new FigurePart(
                NetworksFigure.Create(networks), "Fully trained and evaluated on the test images, which were not used to choose anything. Up and to the left is better."));
        }
        else if (networks.Count(n => n.Capacity is not null) > 1)
        {
            parts = parts.Add(new FigurePart(LadderFigure.Create(networks), "Capacity is what scaling buys with latency: it predicts which of two sizes of one network becomes more accurate, before any training."));
        }

        return new Section("Result", parts);
    }

    private static ReportTable Table(ImmutableArray<NetworkRow> networks, DesignSettings settings)
    {
        var baseline = networks.FirstOrDefault(n => n.Role == NetworkRole.Baseline);
        var (isTrained, hasCapacity) = (networks.Any(n => n.TestAccuracy is not null), networks.Any(n => n.Capacity is not null));
        var isMeasured = networks.Any(n => n.MeasuredMsPerImage is not null);
        var subject = networks.Any(n => n.Role == NetworkRole.Designed) ? networks.Length > 1 ? "The designed network, its scaled versions and the baseline" : "The best network of the search"
            : "The network that was scaled, and its scaled versions";
        return new ReportTable(
            $"{subject}; latency is predicted for {settings.Device} at batch {Quantity.Whole(settings.Batch)}{(isMeasured ? ", and measured on this machine" : "")}.",
            [
                new("Network", IsNumeric: false), .. isTrained ? [new("Test accuracy (%)")] : Array.Empty<Column>(),
                new("Latency (ms per image)"), .. isMeasured ? [new("Measured (ms per image)")] : Array.Empty<Column>(),
                .. baseline is null ? Array.Empty<Column>() : [new("Latency (% of baseline)")], .. hasCapacity ? [new("Capacity")] : Array.Empty<Column>(),
                new("MEM"), new("Parameters"), new("MACs per image"), new("Role", IsNumeric: false),
            ],
            [.. networks.Select(network => new Row(
                [
                    network.Name,
                    .. isTrained ? [network.TestAccuracy is { } accuracy ? new Cell(accuracy.Cell, accuracy.Value) : Quantity.None] : Array.Empty<Cell>(),
                    new(Quantity.Significant(network.Cost.LatencyMsPerImage), network.Cost.LatencyMsPerImage),
                    .. isMeasured ? [network.MeasuredMsPerImage is { } ms ? new Cell(Quantity.Significant(ms), ms) : "not measured"] : Array.Empty<Cell>(),
                    .. baseline is null ? Array.Empty<Cell>() : [new(Quantity.Percent(network.Cost.LatencyMsPerImage / baseline.Cost.LatencyMsPerImage, 1), network.Cost.LatencyMsPerImage)],
                    .. hasCapacity ? [network.Capacity is { } capacity ? new Cell(Quantity.Fraction(capacity), capacity) : Quantity.None] : Array.Empty<Cell>(),
                    new(Quantity.Fraction(network.Cost.Mem), network.Cost.Mem),
                    new(Quantity.Count(network.Cost.Params), network.Cost.Params),
                    new(Quantity.Count(network.Cost.Macs), network.Cost.Macs),
                    hasCapacity && network.Role == NetworkRole.Baseline ? "Start" : network.Role.ToString(),
                ],
                network.Role == NetworkRole.Designed))]);
    }

    private static IEnumerable<string> Remarks(Accuracy accuracy, NetworkRow? baseline)
    {
        yield return $"measured on {Quantity.Whole(accuracy.Images)} images, 95 % interval {Quantity.Percent(accuracy.Low95, 1)} to {Quantity.Percent(accuracy.High95, 1)} %";
        if (baseline?.TestAccuracy is { } other)
            yield return $"{baseline.Name}: {other}";
    }

    private static IEnumerable<Headline?> Headlines(NetworkRow designed, NetworkRow? baseline, DesignSettings settings)
    {
        var budget = settings.BudgetMsPerImage is { } limit ? $"budget {Quantity.Significant(limit)} ms" : "no budget";
        yield return designed.TestAccuracy is not { } accuracy ? null : new Headline(
            "Test accuracy", Quantity.Percent(accuracy.Value), "%", string.Join("; ", Remarks(accuracy, baseline)));
        yield return new Headline("Latency per image", Quantity.Significant(designed.Cost.LatencyMsPerImage), "ms", designed.MeasuredMsPerImage is { } measured ? $"predicted; measured {Quantity.Significant(measured)} ms; {budget}" : $"predicted; {budget}");
        yield return baseline is null || designed.Cost.LatencyMsPerImage <= 0 ? null : new Headline(
            "Speed-up", Quantity.Significant(baseline.Cost.LatencyMsPerImage / designed.Cost.LatencyMsPerImage), "×", $"predicted, over {baseline.Name}");
        yield return new Headline("Matrix efficiency", Quantity.Fraction(designed.Cost.Mem), "MEM",
            baseline is null ? "predicted" : $"predicted; {baseline.Name}: {Quantity.Fraction(baseline.Cost.Mem)}");
        yield return new Headline("Parameters", Quantity.Count(designed.Cost.Params), "", $"{Quantity.Count(designed.Cost.Macs)} MACs per image");
    }
}
