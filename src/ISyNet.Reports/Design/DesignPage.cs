using System.Collections.Immutable;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>Composes the page of a design run from its sections; a section without data is left out.</summary>
internal static class DesignPage
{
    public static ReportPage Compose(DesignReportData data)
    {
        var settings = data.Settings;
        var images = $"{settings.Input}, {Quantity.Whole(settings.Classes)} classes";
        var subtitle = $"{(settings.DataSet.Length == 0 ? images : $"{settings.DataSet} ({images})")} on {settings.Device}, "
            + $"{settings.Precision}, batch {Quantity.Whole(settings.Batch)}";
        IEnumerable<Section?> sections =
        [
            ComparisonSection.Create(data), SpaceSection.Create(data), SearchSection.Create(data), HypervolumeSection.Create(data), TrainingSection.Create(data),
            LayerSection.Create(data), data.Confusion is { } confusion ? ConfusionSection.Create(confusion) : null, VerificationSection.Create(data), RunSection.Create(data),
        ];
        return new ReportPage(data.Title, subtitle, ComparisonSection.Lead(data), [.. sections.OfType<Section>()]);
    }

    /// <summary>The entries; none if the array was never set.</summary>
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> array) => array.IsDefault ? [] : array;
}
