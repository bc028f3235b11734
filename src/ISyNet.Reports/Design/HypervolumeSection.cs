using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The progress of the search: hypervolume against evaluations and against time.</summary>
internal static class HypervolumeSection
{
    public static Section? Create(DesignReportData data)
    {
        var series = data.Hypervolume.OrEmpty();
        return series.All(s => s.Runs.All(run => run.IsEmpty))
            ? null
            : new Section("Progress of the search",
            [
                new Paragraph("The share of a box that the candidates so far dominate, from 0 to 1. The box lies between the best values reached and a point a tenth of the range beyond the worst ones."),
                new FigurePart(HypervolumeFigures.OverEvaluations(series), "In the order in which the candidates were finished."),
                new FigurePart(HypervolumeFigures.OverTime(series), "Time in which at least one candidate was being evaluated; pauses between runs do not count."),
            ]);
    }
}
