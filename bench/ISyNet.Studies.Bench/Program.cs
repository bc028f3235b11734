using ISyNet.Search.Strategies;
using ISyNet.Studies.Bench;

// What docs/studies.md promises of studies, measured: docs say how to run it, results.md what it printed.
switch (args)
{
    case ["flat", .. var strategies]:
        await FlatBench.RunAsync(strategies is [] ? [.. StrategyCatalog.Names] : strategies, Console.Out);
        break;
    case ["rate", .. var rated]:
        await RateBench.RunAsync(rated is [] ? [.. StrategyCatalog.Names] : rated, Console.Out);
        break;
    case ["startup"]:
        await StartupBench.RunAsync(Console.Out);
        break;
    case ["parts"]:
        await PartsBench.RunAsync(Console.Out);
        break;
    case ["store", var file, var count]:
        await LargeStudy.WriteAsync(file, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
        break;
    case ["nothing"]:
        break;
    case ["open", var path]:
        await StartupBench.OpenAsync(path);
        break;
    default:
        await Console.Error.WriteLineAsync("usage: flat [STRATEGY...] | rate [STRATEGY...] | parts | startup | store FILE CANDIDATES");
        return 2;
}

return 0;
