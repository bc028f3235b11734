using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;
using ISyNet.Studies.Child;

// Runs the study "s" of a store: LOCATION TRIALS WORKERS EVALUATIONS, with leases of an hour. Beyond so many evaluations it gets stuck. Exit codes as the product's: 0 done, 1 failed, 130 stopped.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var number = args[1..].Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
    await using var store = await StudyStores.OpenAsync(args[0], cancellationToken: stop.Token);
    var study = await new StudyCatalog(store).ResumeOrCreateAsync("s", Specs.Spec(seed: 7), stop.Token);
    var space = SpaceCatalog.Find(study.Spec.Space)!;
    var begun = 0;
    var evaluator = new HashEvaluator((_, token) => Interlocked.Increment(ref begun) > number[2] ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
    var runner = new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), evaluator);
    var result = await runner.RunAsync(new StudyRunOptions(number[0], number[1]) { LeaseDuration = TimeSpan.FromHours(1) }, null, stop.Token);
    Console.WriteLine($"{result.Trials.Count} trials, {evaluator.Evaluations} of them here");
    return 0;
}
catch (ISyNetException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
