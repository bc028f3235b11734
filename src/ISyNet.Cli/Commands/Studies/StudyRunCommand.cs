using System.CommandLine;
using ISyNet.Application;
using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Cluster;
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
        var cluster = new Option<string?>("--cluster") { Description = "Have the candidates evaluated by the workers of a cluster (isynet worker); its PostgreSQL database holds the study. Takes the place of --store." };
        var label = new Option<string?>("--label") { Description = "With --cluster: only workers with this label." };
        var timeLimit = new Option<string?>("--time-limit") { Description = "Begin no candidate that is expected to end after this time (in a cluster: none after it): 450s, 7.5m, 2h." };
        var output = new Option<string?>("--out") { Description = "The result folder (runs/STUDY); a later run of the same study writes it anew." };
        var force = new Option<bool>("--force") { Description = "Overwrite a folder that holds something else." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress, only the result." };
        var command = new Command("run", "Run a study until it has its candidates; start it in several processes to share the work.")
        {
            name, store, cluster, label, trials, computeOn, workers, timeLimit, output, force, quiet,
        };
        command.Aliases.Add("resume");
        command.SetAction(async (result, cancellation) =>
        {
            if (result.GetValue(trials) is not (>= 1 and <= 10_000_000))
                throw new UsageException($"--trials takes a whole number from 1 to 10000000, not {result.GetValue(trials)}");
            Check(result, cluster, label, [store, computeOn, workers]);
            var limit = result.GetValue(timeLimit) is { } text ? Duration.Parse("--time-limit", text) : (TimeSpan?)null;
            var location = result.GetValue(cluster);
            var accelerator = AcceleratorOptions.Read(result, computeOn);
            var options = new StudyRunOptions(result.GetValue(trials), location is null ? WorkersOption.Read(result, workers, accelerator) : 1, limit);
            await using var connection = location is null ? null : await ClusterConnection.OpenAsync(location, cancellationToken: cancellation);
            await using var file = connection is null ? await StudyPlace.OpenAsync(result.GetRequiredValue(store), cancellation) : null;
            var place = connection?.Store ?? file!;
            var study = await StudyPlace.FindAsync(place, result.GetRequiredValue(name), cancellation);
            var folder = new StudyFolder(result.GetValue(output) ?? RunPlace.Named(study.Name));
            folder.RequireFreeFor(study.Name, result.GetValue(force));
            var (space, device) = (StudyPlace.SpaceOf(study.Spec), StudyPlace.DeviceOf(study.Spec));
            var again = $"isynet study run {study.Name}{(location is null ? "" : " --cluster …")}";
            using var stopped = cancellation.Register(() => Console.Error.WriteLine(
                $"isynet: stopped; what is finished is kept: {again} goes on{(location is null ? "" : "; the workers finish the open batch")}"));
            var run = connection is null ? Here() : Elsewhere(connection);
            var contents = await StepDisplay.RunAsync(result.GetValue(quiet), run);
            StudyShowCommand.Print(contents);
            if (contents.Best is not null)
            {
                StudyResults.Write(contents, space, device, folder, again, cancellation);
                Console.WriteLine($"results: {folder.Path}");
            }

            return 0;

            Func<IProgress<StepEvent>, Task<StudyContents>> Here()
            {
                var images = StudyPlace.ImagesOf(study.Spec, cancellation);
                var job = StudyRun.Open(place, study, space, device, images);
                var evaluator = StudyEvaluators.Open(study.Spec, space, images, StudyPlace.SupernetOf(place, study.Name), accelerator);
                return progress => job.RunAsync(evaluator, options, progress, cancellation);
            }

            // Only a warm start looks at images where candidates are proposed.
            Func<IProgress<StepEvent>, Task<StudyContents>> Elsewhere(ClusterConnection workersOf)
            {
                var job = StudyRun.Open(place, study, space, device, study.Spec.Evaluator.WarmStart is null ? null : StudyPlace.ImagesOf(study.Spec, cancellation));
                return progress => job.RunAsync(new MessageQueue(workersOf, result.GetValue(label)), options, progress, cancellation);
            }
        });
        return command;
    }

    private static void Check(ParseResult result, Option<string?> cluster, Option<string?> label, Option[] ofThisMachine)
    {
        if (result.GetValue(cluster) is null)
        {
            if (result.GetValue(label) is not null)
                throw new UsageException("--label needs --cluster: labels belong to its workers");
            return;
        }

        if (ofThisMachine.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } misplaced)
            throw new UsageException($"{misplaced.Name} does not go with --cluster: {(misplaced.Name == "--store" ? "the cluster's database holds the study" : "give it to isynet worker")}");
        if (result.GetValue(label) is { } name)
            Labels.Check(name);
    }
}
