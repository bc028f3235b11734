using System.Runtime.Loader;

namespace ISyNet.Cli;

/// <summary>
/// The shared framework of ASP.NET Core, which the dashboard alone needs. The program does not list it among its frameworks: so the other commands start
/// where it is not installed, and start no slower where it is. The dashboard takes its assemblies from the folder beside that of .NET's own.
/// </summary>
internal static class AspNetCoreFramework
{
    private const string Name = "Microsoft.AspNetCore.App";

    /// <summary>From now on, its assemblies are found.</summary>
    /// <exception cref="ISyNetException">It is not installed.</exception>
    public static void Use()
    {
        var folder = Find() ?? throw new ISyNetException(
            $"the dashboard needs ASP.NET Core {Environment.Version.Major}, which is not installed beside .NET in {Shared()}: install the package aspnetcore-runtime-{Environment.Version.Major}.0");
        AssemblyLoadContext.Default.Resolving += (context, assembly) =>
            Path.Combine(folder, $"{assembly.Name}.dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    /// <summary>The folder of the version that fits: the running one of .NET, otherwise the newest of the same major version.</summary>
    private static string? Find()
    {
        var versions = Path.Combine(Shared(), Name);
        if (!Directory.Exists(versions))
            return null;
        return Directory.EnumerateDirectories(versions).Select(folder => (Folder: folder, Version: Version.TryParse(Path.GetFileName(folder), out var version) ? version : null))
            .Where(found => found.Version?.Major == Environment.Version.Major)
            .OrderByDescending(found => found.Version == Environment.Version).ThenByDescending(found => found.Version).FirstOrDefault().Folder;
    }

    // .../shared/Microsoft.NETCore.App/10.0.1/System.Private.CoreLib.dll
    private static string Shared() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", ".."));
}
