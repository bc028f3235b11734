using System.Globalization;
using ISyNet.Cluster.Bench;

// What docs/cluster.md says of a cluster, measured; DATABASE is a connection string of an empty PostgreSQL database. results.md has what was printed.
switch (args)
{
    case ["scale", var database, .. var sleeps]:
        await ScaleBench.RunAsync(database, sleeps is [] ? [2000] : [.. sleeps.Select(Number)], Console.Out);
        break;
    case ["rate", var database]:
        await RateBench.RunAsync(database, Console.Out);
        break;
    case ["idle", var database]:
        await IdleBench.RunAsync(database, Console.Out);
        break;
    case ["worker", var database, var slots, var sleep]:
        await BenchStudy.WorkAsync(database, Number(slots), TimeSpan.FromMilliseconds(Number(sleep)));
        break;
    default:
        await Console.Error.WriteLineAsync("usage: scale DATABASE [MS...] | rate DATABASE | idle DATABASE");
        return 2;
}

return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
