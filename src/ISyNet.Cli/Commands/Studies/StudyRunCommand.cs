using System.CommandLine;
using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study run NAME</c>, and <c>resume</c>, which is the same: a study continues where it is, in any number of processes.</summary>
internal static class StudyRunCommand
{
    public static Command Create()
    {
        var name = StudyPlace.NameArgument();
        var store = StudyPlace.StoreOption();
        var trials = new Option<int>("--trials") { Description = "Total number of candidates, those of earlier runs included.", DefaultValueFactory = _ => 32 };
        var computeOn = AcceleratorOptions.Create();
        var workers = WorkersOption.Create();
        var timeLimit = new Option<string?>("--time-limit") { Description = "Begin no candidate after this time: 450s, 7.5m, 2h." };
        var output = new Option<string?>("--out") { Description = "The result folder (runs/STUDY); a later run of the same study writes it anew." };
        var force = new Option<bool>("--force") { Description = "Overwrite a folder that holds something else." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress, only the result." };
        var command = new Command("run", "Run a study until it has its candidates; start it in several processes to share the work.")
        {
            name, store, trials, computeOn, workers, timeLimit, output, force, quiet,
        };
        command.Aliases.Add("resume");
        command.SetAction(async (result, cancellation) =>
        {
            if (result.GetValue(trials) is not (>= 1 and <= 10_000_000))
                throw new UsageException($"--trials takes a whole number from 1 to 10000000, not {result.GetValue(trials)}");
            var accelerator = AcceleratorOptions.Read(result, computeOn);
            var count = WorkersOption.Read(result, workers, accelerator);
            var limit = result.GetValue(timeLimit) is { } text ? Duration.Parse("--time-limit", text) : (TimeSpan?)null;
            await using var place = await StudyPlace.OpenAsync(result.GetRequiredValue(store), cancellation);
            var study = await StudyPlace.FindAsync(place, result.GetRequiredValue(name), cancellation);
            var folder = new StudyFolder(result.GetValue(output) ?? RunPlace.Named(study.Name));
            folder.RequireFreeFor(study.Name, result.GetValue(force));
            var (space, device, images) = (StudyPlace.SpaceOf(study.Spec), StudyPlace.DeviceOf(study.Spec), Images(study.Spec, cancellation));
            var job = StudyRun.Open(place, study, space, device, images, StudyPlace.SupernetOf(place, study.Name), accelerator);
            using var stopped = cancellation.Register(() => Console.Error.WriteLine(
                $"isynet: stopped; what is finished is kept: isynet study run {study.Name} goes on"));
            var contents = await StepDisplay.RunAsync(result.GetValue(quiet), progress => job.RunAsync(
                new StudyRunOptions(result.GetValue(trials), count, limit), progress, cancellation));
            StudyShowCommand.Print(contents);
            if (contents.Best is not null)
            {
                StudyResults.Write(contents, space, device, folder, $"isynet study run {study.Name}", cancellation);
                Console.WriteLine($"results: {folder.Path}");
            }

            return 0;
        });
        return command;
    }

    private static ImageSet Images(StudySpec spec, CancellationToken cancellation)
    {
        var data = spec.Evaluator.Data
            ?? throw new StudyException("the study does not say which images its candidates are evaluated on: it was not created by 'isynet study create'; run it with the program that created it");
        return DataSource.Load(data, Shape.Parse(spec.Input), cancellation).Training;
    }
}
