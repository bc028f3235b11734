using ISyNet.Data.Bench;

// How fast pictures become batches: README.md.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    switch (args)
    {
        case ["compare", var folder, var rounds, .. var core] when int.TryParse(rounds, out var count) && core.Length <= 1:
            Comparison.Run(folder, count, core.FirstOrDefault(), Console.Out, stop.Token);
            return 0;
        case ["loop", var folder, var images, var threads] when int.TryParse(images, out var count) && int.TryParse(threads, out var preparing):
            Console.WriteLine(PictureLoop.Measure(folder, count, preparing, stop.Token).ToJson());
            return 0;
        case ["open", var folder]:
            Opening.Measure(folder, Console.Out, stop.Token);
            return 0;
        default:
            Console.Error.WriteLine("""
                usage: compare FOLDER ROUNDS [CORE]   this loop and torchvision's in turn, each pinned to a core
                       loop FOLDER IMAGES THREADS     one loop, one line of JSON
                       open FOLDER                    seconds until the first batch could be read
                """);
            return 2;
    }
}
catch (ISyNetException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped");
    return 1;
}
