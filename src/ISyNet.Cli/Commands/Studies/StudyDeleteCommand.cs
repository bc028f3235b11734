using System.CommandLine;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study delete NAME --force</c>.</summary>
internal static class StudyDeleteCommand
{
    public static Command Create()
    {
        var name = StudyPlace.NameArgument();
        var store = StudyPlace.StoreOption();
        var force = new Option<bool>("--force") { Description = "Really delete it." };
        var command = new Command("delete", "Delete a study with all of its candidates.") { name, store, force };
        command.SetAction(async (result, cancellation) =>
        {
            await using var place = await StudyPlace.OpenAsync(result.GetRequiredValue(store), cancellation);
            var study = await StudyPlace.FindAsync(place, result.GetRequiredValue(name), cancellation);
            var counts = await place.CountAsync(study.Name, cancellation);
            if (!result.GetValue(force))
                throw new UsageException($"study '{study.Name}' of {place.Location} has {counts.Total} candidates, {counts.Complete} complete: --force deletes them all");
            await new StudyCatalog(place).DeleteAsync(study.Name, cancellation);
            Console.WriteLine($"deleted: {study.Name}");
            return 0;
        });
        return command;
    }
}
