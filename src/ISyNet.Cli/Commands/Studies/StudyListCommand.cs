using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Terminal;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study list</c>.</summary>
internal static class StudyListCommand
{
    public static Command Create()
    {
        var store = StudyPlace.StoreOption();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "List the studies of a store.") { store, json };
        command.SetAction(async (result, cancellation) =>
        {
            await using var place = await StudyPlace.OpenAsync(result.GetRequiredValue(store), cancellation);
            var studies = await place.ListAsync(cancellation);
            if (result.GetValue(json))
                JsonOutput.Write(studies.Select(s => new { s.Study.Name, s.Study.CreatedAt, s.Study.Spec.Space, s.Study.Spec.Device, s.Study.Spec.Strategy, s.Study.Spec.Seed, s.Counts }));
            else
                Print(studies);
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<StudySummary> studies)
    {
        var table = new TextTable("study", "space", "device", new("strategy", 1), new("seed", 3), new("waiting", 3), new("running", 2), "complete", "failed", new("made", 1));
        foreach (var (study, counts) in studies)
        {
            table.Add(study.Name, Path.GetFileNameWithoutExtension(study.Spec.Space), Path.GetFileNameWithoutExtension(study.Spec.Device), study.Spec.Strategy,
                Text(study.Spec.Seed), Text(counts.Waiting), Text(counts.Running), Text(counts.Complete), Text(counts.Failed),
                study.CreatedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        table.Write();
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
