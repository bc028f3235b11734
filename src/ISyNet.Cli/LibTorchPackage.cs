using System.Diagnostics;
using System.Text.Json;
using ISyNet.Training.Native.LibTorch;

namespace ISyNet.Cli;

/// <summary>
/// libtorch for a program that was installed without it, as the dotnet tool is: a NuGet package that the .NET SDK restores when training is first
/// asked for. It stays where NuGet keeps packages; nothing is copied.
/// </summary>
internal static class LibTorchPackage
{
    /// <summary>The folder of the libraries.</summary>
    /// <exception cref="ISyNetException">There is no package for this machine, or it cannot be restored.</exception>
    public static string Restore()
    {
        var package = ProcessorLibTorch.Package ?? throw new ISyNetException($"there is no libtorch {ProcessorLibTorch.Version} for this machine: set {ProcessorLibTorch.FolderVariable} to a folder with its libraries");
        var cache = UserCache.Folder("libtorch");
        var known = Path.Combine(cache, $"{package}-{ProcessorLibTorch.Version}");
        if (File.Exists(known) && File.ReadAllText(known) is var folder && Directory.Exists(folder))
            return folder;
        Console.Error.WriteLine($"isynet: training needs libtorch: restoring {package} {ProcessorLibTorch.Version} from the package sources of NuGet, once (about 0.2 GB)");
        var project = Directory.CreateTempSubdirectory("isynet-libtorch-").FullName;
        try
        {
            var found = Restore(project, package);
            Directory.CreateDirectory(cache);
            AtomicFile.WriteText(known, found);
            return found;
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    private static string Restore(string project, string package)
    {
        File.WriteAllText(Path.Combine(project, "libtorch.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net{Environment.Version.Major}.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="{package}" Version="[{ProcessorLibTorch.Version}]" /></ItemGroup>
            </Project>
            """);
        // The sources are those of the folder where the user stands.
        var configuration = Nearest("NuGet.Config", "nuget.config", "NuGet.config");
        Run(project, package, configuration is null ? [] : ["--configfile", configuration]);
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(project, "obj", "project.assets.json")));
        var parts = Path.Combine(package, ProcessorLibTorch.Version, "runtimes", package["libtorch-cpu-".Length..], "native");
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(store => Path.Combine(store.Name, parts)).FirstOrDefault(Directory.Exists)
            ?? throw new ISyNetException($"the package {package} {ProcessorLibTorch.Version} holds no libraries for this machine: set {ProcessorLibTorch.FolderVariable} to a folder with them");
    }

    private static void Run(string project, string package, string[] more)
    {
        string Failed(string reason) => $"libtorch cannot be restored: {reason}: give NuGet a source that has {package} {ProcessorLibTorch.Version}, or set {ProcessorLibTorch.FolderVariable} to a folder with its libraries";
        var start = new ProcessStartInfo("dotnet", ["restore", "--verbosity", "quiet", "-p:NuGetAudit=false", .. more])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        try
        {
            using var restore = Process.Start(start)!;
            var errors = restore.StandardError.ReadToEndAsync();
            var output = restore.StandardOutput.ReadToEnd() + errors.Result;
            restore.WaitForExit();
            if (restore.ExitCode != 0)
                throw new ISyNetException(Failed(FirstError(output)));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new ISyNetException(Failed($"the .NET SDK is needed for that, and dotnet cannot be started ({error.Message})"), error);
        }
    }

    // FILE : error NU1101: Unable to find package … [PROJECT]
    private static string FirstError(string output)
    {
        var line = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? "dotnet restore failed";
        var start = line.IndexOf("error ", StringComparison.Ordinal);
        var end = line.LastIndexOf(" [", StringComparison.Ordinal);
        return ErrorText.OneLine(line[(start < 0 ? 0 : start + "error ".Length)..(end > start ? end : line.Length)]).TrimEnd('.');
    }

    private static string? Nearest(params string[] names)
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (names.Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists) is { } file)
                return file;
        }

        return null;
    }
}
