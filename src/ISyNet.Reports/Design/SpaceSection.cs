using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The search space compared with others: size and MEM.</summary>
internal static class SpaceSection
{
    public static Section? Create(DesignReportData data)
    {
        var spaces = data.Spaces.OrEmpty();
        return spaces.IsEmpty ? null : new Section("Search space",
        [
            new Paragraph(MemTable.Definition + " Here it is drawn for networks sampled from each space at the same input."),
            new FigurePart(MemFigure.Create(spaces, data.Settings.Device),
                MemFigure.Caption),
            MemTable.Create(spaces),
        ]);
    }
}
