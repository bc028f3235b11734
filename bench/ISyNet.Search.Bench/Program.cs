using System.Globalization;
using ISyNet.Search;
using ISyNet.Search.Bench;

try
{
    switch (args)
    {
        case ["train-table", var path]:
            TrainTable.Run(path);
            return 0;
        case ["compare", var path]:
            CompareStrategies.Run(path, null);
            return 0;
        case ["compare", var path, var pictures]:
            CompareStrategies.Run(path, pictures);
            return 0;
        case ["capacity", var path]:
            RankCapacity.Run(path);
            return 0;
        case ["paper-ladder"]:
            PaperLadder.Run();
            return 0;
        case ["rivals", var start, var ratio, var folder] when double.TryParse(ratio, CultureInfo.InvariantCulture, out var times):
            ScalingRivals.Run(start, times, folder);
            return 0;
        default:
            Console.Error.WriteLine("usage: train-table FILE.csv | compare FILE.csv [FOLDER] | capacity FILE.csv | paper-ladder | rivals START.json RATIO FOLDER");
            return 2;
    }
}
catch (SearchException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
