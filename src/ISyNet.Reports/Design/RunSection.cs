using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>How to repeat the run, and what it ran on.</summary>
internal static class RunSection
{
    public static Section? Create(DesignReportData data)
    {
        if (data.Run is not { } run)
            return null;
        var total = new TimeSpan(run.Steps.OrEmpty().Sum(step => step.Elapsed.Ticks));
        ImmutableArray<Fact> facts =
        [
            new("Command", run.CommandLine),
            new("Seed", run.Seed.ToString(CultureInfo.InvariantCulture)),
            new("Finished", run.Finished.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)),
            .. run.Environment.OrEmpty(),
        ];
        var parts = ImmutableArray.Create<ReportPart>(new FactList(facts));
        return new Section("The run", run.Steps.OrEmpty().IsEmpty ? parts : parts.Add(new ReportTable(
            $"Wall time of each step; {Quantity.Span(total)} in all.",
            [new("Step", IsNumeric: false), new("Wall time")],
            [.. run.Steps.Select(step => new Row([step.Step, new(Quantity.Span(step.Elapsed), step.Elapsed.TotalSeconds)]))])));
    }
}
