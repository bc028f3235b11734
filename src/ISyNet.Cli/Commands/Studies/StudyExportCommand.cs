using System.CommandLine;
using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study export NAME</c>: the result folder, or the candidates alone as CSV.</summary>
internal static class StudyExportCommand
{
    public static Command Create()
    {
        var name = StudyPlace.NameOrFolderArgument();
        var store = StudyPlace.StoreOption();
        var output = new Option<string?>("--out") { Description = "The result folder. Default: runs/study-N." };
        var csv = new Option<string?>("--csv") { Description = "Write only the candidates, as a CSV file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing results." };
        var command = new Command("export", "Write a study's report, figures, candidates and best architecture.") { name, store, output, csv, force };
        command.SetAction(async (result, cancellation) =>
        {
            var (folder, file) = (result.GetValue(output), result.GetValue(csv));
            if (folder is not null && file is not null)
                throw new UsageException("export takes either --out or --csv");
            var (place, named) = await StudyPlace.LocateAsync(result.GetRequiredValue(name), result.GetRequiredValue(store), cancellation);
            await using var open = place;
            var contents = await StudyPlace.ReadAsync(place, named, cancellation);
            var spec = contents.Study.Spec;
            if (file is not null)
            {
                ResultFolder.RequireFree(file, result.GetValue(force));
                StudyCsv.Save(file, contents);
            }
            else
            {
                folder ??= RunPlace.Choose(ResultKind.Study);
                ResultFolder.RequireFree(folder, result.GetValue(force));
                var (space, device) = (StudyPlace.SpaceOf(spec), StudyPlace.DeviceOf(spec));
                contents.Study.CheckContents(ContentHashes.Create(device, space));
                StudyResults.Write(contents, space, device, new StudyFolder(folder), $"isynet study export {contents.Study.Name}", cancellation);
            }

            Console.WriteLine($"results: {file ?? folder}");
            return 0;
        });
        return command;
    }
}
