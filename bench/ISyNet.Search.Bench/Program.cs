using ISyNet.Search.Bench;

switch (args)
{
    case ["train-table", var path]:
        TrainTable.Run(path);
        return 0;
    default:
        Console.Error.WriteLine("usage: train-table FILE.csv");
        return 2;
}
