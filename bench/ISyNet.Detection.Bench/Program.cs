using ISyNet.Detection.Bench;

try
{
    switch (args)
    {
        case ["latency"]:
            LatencyTable.Run();
            return 0;
        case ["summary", .. var folders] when folders.Length > 0:
            RunSummary.Run(folders);
            return 0;
        default:
            Console.Error.WriteLine("usage: latency | summary RUN-FOLDER...");
            return 2;
    }
}
catch (ISyNetException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
