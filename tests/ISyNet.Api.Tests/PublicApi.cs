using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace ISyNet.Api.Tests;

/// <summary>
/// The public API of every library against its committed text in <c>api/</c>: a change of it is seen in review. To accept one,
/// run the tests with ISYNET_ACCEPT_API=1.
/// </summary>
public class PublicApi
{
    public static TheoryData<string> Libraries =>
        ["ISyNet.Graph", "ISyNet.Hardware", "ISyNet.Search", "ISyNet.Studies", "ISyNet.Images", "ISyNet.Training", "ISyNet.Runtime", "ISyNet.Evaluators", "ISyNet.Detection", "ISyNet.Reports", "ISyNet.Design"];

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

    /// <summary>References point one way: no library knows one that stands above it.</summary>
    [Fact]
    public void References_point_downwards()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["ISyNet.Graph"] = [],
            ["ISyNet.Images"] = ["ISyNet.Graph"],
            ["ISyNet.Hardware"] = ["ISyNet.Graph"],
            ["ISyNet.Search"] = ["ISyNet.Graph", "ISyNet.Hardware"],
            ["ISyNet.Studies"] = ["ISyNet.Graph", "ISyNet.Hardware", "ISyNet.Search"],
            ["ISyNet.Training"] = ["ISyNet.Graph", "ISyNet.Images"],
            ["ISyNet.Runtime"] = ["ISyNet.Graph", "ISyNet.Images"],
            ["ISyNet.Evaluators"] = ["ISyNet.Graph", "ISyNet.Hardware", "ISyNet.Images", "ISyNet.Search", "ISyNet.Training"],
            ["ISyNet.Detection"] = ["ISyNet.Graph", "ISyNet.Images", "ISyNet.Training", "ISyNet.Runtime"],
            ["ISyNet.Reports"] = ["ISyNet.Graph", "ISyNet.Hardware", "ISyNet.Images", "ISyNet.Search"],
        };
        foreach (var (library, below) in allowed)
        {
            var references = Assembly.Load(library).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("ISyNet.", StringComparison.Ordinal));
            Assert.Empty(references.Except(below));
        }
    }

    private static string Folder([CallerFilePath] string source = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(source)!, "api");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
