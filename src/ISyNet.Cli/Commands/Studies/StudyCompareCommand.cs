using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study compare A B…</c>: several studies on one hypervolume plot.</summary>
internal static class StudyCompareCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("studies") { Description = "Names of the studies, or result folders of designs.", Arity = ArgumentArity.OneOrMore };
        var store = StudyPlace.StoreOption();
        var output = new Option<string?>("--out") { Description = "The folder for page, pictures and comparison.json. Default: runs/compare-N." };
        var json = new Option<bool>("--json") { Description = "Print the comparison as JSON; no files unless --out is given." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing results." };
        var command = new Command("compare", "Compare the hypervolume of studies, over evaluations and over time.") { names, store, output, json, force };
        command.SetAction(async (result, cancellation) =>
        {
            var contents = new List<StudyContents>();
            foreach (var name in result.GetRequiredValue(names).Distinct(StringComparer.Ordinal))
            {
                var (place, named) = await StudyPlace.LocateAsync(name, result.GetRequiredValue(store), cancellation);
                await using var open = place;
                contents.Add(await StudyPlace.ReadAsync(place, named, cancellation));
            }

            var comparison = StudyComparison.Create(contents);
            foreach (var caution in comparison.Cautions)
                Console.Error.WriteLine($"isynet: caution: {caution}");
            var folder = result.GetValue(output) ?? (result.GetValue(json) ? null : RunPlace.Choose(ResultKind.Compare));
            if (folder is not null)
                ComparisonResults.Write(comparison, new ComparisonFolder(folder), RunPlace.Use(resume: false, result.GetValue(force)), cancellation);
            if (result.GetValue(json))
                Console.WriteLine(ComparisonResults.Write(comparison));
            else
                Print(comparison, folder!);
            return 0;
        });
        return command;
    }

    private static void Print(StudyComparison comparison, string folder)
    {
        var table = new TextTable("study", "strategy", "candidates", "time (s)", "hypervolume (0 to 1)");
        foreach (var curve in comparison.Curves)
        {
            table.Add(curve.Study.Name, curve.Study.Spec.Strategy, curve.ByEvaluations.Length.ToString(CultureInfo.InvariantCulture),
                (curve.ByWallTime.IsEmpty ? 0 : curve.ByWallTime[^1].WallSeconds).ToString("0.0", CultureInfo.InvariantCulture), Quantity.Ratio(curve.Final));
        }

        table.Write();
        Console.WriteLine($"results: {folder}");
    }
}
