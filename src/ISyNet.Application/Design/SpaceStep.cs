using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports;
using ISyNet.Search.Spaces;

namespace ISyNet.Application.Design;

/// <summary>Compares size and MEM of the searched space with those of well-known spaces at the same input.</summary>
internal static class SpaceStep
{
    private const string Step = "space";
    private const int Samples = 200;
    private static readonly ImmutableArray<string> Known = ["residual-basic", "residual-bottleneck", "inverted-depthwise", "inverted-se"];

    public static ImmutableArray<SpaceSummary> Run(DesignOptions options, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var suffix = SpaceCatalog.IsSmall(options.Space.Input) ? "-small" : "";
        var others = Known.Select(name => SpaceCatalog.Find(name + suffix)!.For(options.Space.Input, options.Space.Classes));
        SearchSpace[] spaces = [options.Space, .. others];
        var summaries = ImmutableArray.CreateBuilder<SpaceSummary>();
        foreach (var space in spaces)
        {
            summaries.Add(Summarise(space, options, isSearched: summaries.Count == 0, cancellation));
            progress.Report(new StepAdvanced(Step, (double)summaries.Count / spaces.Length, space.Name));
        }

        var searched = summaries[0];
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{searched.Name} holds {Quantity.Count((double)searched.Size!)} networks, MEM {searched.Mem.Mean:0.000} on {options.Device.Name}; {string.Join(", ", summaries.Skip(1).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} {s.Mem.Mean:0.000}")))}")));
        return summaries.ToImmutable();
    }

    private static SpaceSummary Summarise(SearchSpace space, DesignOptions options, bool isSearched, CancellationToken cancellation) =>
        new(SpaceSummary.Draw(space, options.Device, options.Batch, Samples, options.Seed, cancellation), space.Size, isSearched);
}
