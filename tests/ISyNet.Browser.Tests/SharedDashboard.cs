using ISyNet.Studies.Child;

namespace ISyNet.Browser.Tests;

/// <summary>One dashboard for the tests that do not need one of their own: they read its studies, and add those that they change.</summary>
public sealed class SharedDashboard : IAsyncLifetime
{
    /// <summary>Studies that nobody changes: of 40, 20 and 120 candidates, and without any.</summary>
    public const string Study = "isynet-small", Second = "second", Many = "many", Empty = "empty";

    /// <summary>A result folder.</summary>
    public const string Folder = "train-1";

    private DashboardServed? _served;

    internal DashboardServed Served => _served!;

    public async ValueTask InitializeAsync() => _served = await DashboardServed.StartAsync(async store =>
    {
        await DashboardServed.RunAsync(store, Study, 40);
        await DashboardServed.RunAsync(store, Second, 20);
        await DashboardServed.RunAsync(store, Many, 120);
        await store.CreateAsync(Specs.Study(Empty));
    }, Shelve);

    public ValueTask DisposeAsync() => _served?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Shelve(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(results, Folder)).FullName;
        new Core.Results.ResultManifest(Core.Results.ResultKind.Train, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("network", "N0")).Write(folder);
        File.WriteAllText(Path.Combine(folder, Core.Results.ResultFiles.Report), "<!DOCTYPE html><title>report</title>");
    }
}
