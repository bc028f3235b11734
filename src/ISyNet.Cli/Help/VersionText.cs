using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json;

namespace ISyNet.Cli.Help;

/// <summary><c>isynet --version</c>: the program and the libraries whose versions decide its results. Loads none of them.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    private static readonly (string Package, string Name)[] Libraries =
    [
        ("libtorch-cpu-linux-x64", "libtorch"), ("libtorch-cpu-win-x64", "libtorch"), ("libtorch-cpu-osx-arm64", "libtorch"), ("TorchSharp", "TorchSharp"),
        ("Microsoft.ML.OnnxRuntime", "ONNX Runtime"), ("SkiaSharp", "SkiaSharp"), ("LightGBM", "LightGBM"), ("Microsoft.EntityFrameworkCore.Sqlite", "EF Core for SQLite"),
    ];

    /// <summary>The version of the program, with its commit.</summary>
    public static string Own => typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Takes the place of the usual action.</summary>
    public static void AddTo(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new VersionText();

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"isynet {Own}");
        output.WriteLine($".NET {Environment.Version}");
        foreach (var (name, version) in Found())
            output.WriteLine($"{name} {version}");
        return 0;
    }

    /// <summary>The build writes the packages of the program beside it.</summary>
    private static IEnumerable<(string Name, string Version)> Found()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "isynet.deps.json");
        if (!File.Exists(file))
            yield break;
        using var packages = JsonDocument.Parse(File.ReadAllBytes(file));
        if (!packages.RootElement.TryGetProperty("libraries", out var libraries))
            yield break;
        var versions = libraries.EnumerateObject().Select(library => library.Name.Split('/')).Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[0], StringComparer.OrdinalIgnoreCase).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        foreach (var (package, name) in Libraries)
        {
            if (versions.TryGetValue(package, out var version))
                yield return (name, version);
        }
    }
}
