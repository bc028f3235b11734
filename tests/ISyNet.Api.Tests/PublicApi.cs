using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using PublicApiGenerator;

namespace ISyNet.Api.Tests;

/// <summary>
/// The public API of every library against its committed text in <c>api/</c>: a change of it is seen in review. To accept one,
/// run the tests with ISYNET_ACCEPT_API=1.
/// </summary>
public class PublicApi
{
    public static TheoryData<string> Libraries =>
        ["ISyNet.Core", "ISyNet.Graph", "ISyNet.Onnx", "ISyNet.Hardware", "ISyNet.Search", "ISyNet.Studies", "ISyNet.Cluster", "ISyNet.Images", "ISyNet.Training", "ISyNet.Runtime", "ISyNet.Predictors", "ISyNet.Evaluators", "ISyNet.Detection", "ISyNet.Reports", "ISyNet.Application", "ISyNet.Dashboard"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Is_what_was_agreed(string library)
    {
        var file = Path.Combine(Folder(), $"{library}.txt");
        var now = Assembly.Load(library).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("ISYNET_ACCEPT_API") == "1")
            File.WriteAllText(file, now);
        Assert.True(File.Exists(file), $"{file} is missing: run with ISYNET_ACCEPT_API=1");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), now);
    }

    /// <summary>
    /// Each project and those that it may see, from the bottom up: what its project file names, and what those see. A project
    /// that is not here, or that names one above it, has no place in the house.
    /// </summary>
    private static readonly string[] FromTheBottom =
        ["Core", "Graph", "Onnx", "Hardware", "Images", "Search", "Studies", "Cluster", "Training", "Runtime", "Predictors", "Evaluators", "Detection", "Reports", "Application", "Dashboard", "Cli"];

    [Fact]
    public void References_point_downwards()
    {
        var projects = Directory.GetFiles(Sources(), "*.csproj", SearchOption.AllDirectories).ToDictionary(Name, References);
        Assert.Equal(FromTheBottom.Order(), projects.Keys.Order());
        foreach (var (project, references) in projects)
            Assert.Empty(references.Except(FromTheBottom.TakeWhile(below => below != project)).Select(above => $"{project} -> {above}"));
    }

    [Fact]
    public void The_docs_name_every_reference()
    {
        var rows = File.ReadLines(Path.Combine(Sources(), "..", "docs", "architecture.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && FromTheBottom.Contains(cells[1]))
            .Select(cells => (Project: cells[1], References: string.Join(", ", cells[4].Split(", ").Order())));
        var projects = Directory.GetFiles(Sources(), "*.csproj", SearchOption.AllDirectories)
            .Select(file => (Project: Name(file), References: string.Join(", ", References(file).Order())));
        Assert.Equal(projects.OrderBy(p => p.Project), rows.OrderBy(p => p.Project));
    }

    /// <summary>A record prints its properties, and one that computes another of its own kind would print without end.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void No_record_computes_a_property_of_its_own_kind(string library)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Assert.Empty(Assembly.Load(library).GetTypes().Where(type => type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null)
            .SelectMany(type => type.GetProperties(own).Where(property => property.PropertyType == type && !property.CanWrite).Select(property => $"{type}.{property.Name}: make it a method")));
    }

    /// <summary>Product assemblies see of each other what a user sees.</summary>
    [Fact]
    public void Only_tests_see_internals()
    {
        var seen = Directory.GetFiles(Sources(), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants("InternalsVisibleTo").Select(to => (From: Name(file), To: Name(to.Attribute("Include")!.Value))))
            .Where(pair => !pair.To.EndsWith("Tests", StringComparison.Ordinal) && !pair.To.EndsWith("Bench", StringComparison.Ordinal));
        Assert.Empty(seen);
    }

    private static string[] References(string projectFile) =>
        [.. XDocument.Load(projectFile).Descendants("ProjectReference").Select(reference => Name(reference.Attribute("Include")!.Value))];

    private static string Name(string projectFile) => Path.GetFileName(projectFile).Replace(".csproj", "", StringComparison.Ordinal).Replace("ISyNet.", "", StringComparison.Ordinal);

    private static string Sources() => Path.GetFullPath(Path.Combine(Folder(), "..", "..", "..", "src"));

    private static string Folder([CallerFilePath] string source = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(source)!, "api");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
