using ISyNet.Accuracy;

// How accurate a network becomes with a recipe: docs/accuracy.md.
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
        case ["run", var list, var results]:
            new ExperimentRunner(ExperimentList.Load(list), new ResultFile(results), Console.Out).Run(stop.Token);
            return 0;
        case ["table", var results]:
            ResultTable.Write(new ResultFile(results).Read(), Console.Out);
            return 0;
        default:
            Console.Error.WriteLine("usage: run EXPERIMENTS.json RESULTS.csv | table RESULTS.csv");
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
    Console.Error.WriteLine("stopped: run the same command again to continue");
    return 1;
}
