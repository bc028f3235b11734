using System.ComponentModel;
using System.Diagnostics;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>A package of the active Python environment: found, never imported.</summary>
/// <param name="Interpreter">The Python that has it.</param>
/// <param name="Folder">The folder of the package.</param>
internal sealed record PythonPackage(string Interpreter, string Folder)
{
    // The current folder is no place of packages: what lies in it would be loaded into this program.
    private const string Question = """
        import sys
        sys.path[:] = [place for place in sys.path if place not in ("", ".")]
        import importlib.util
        found = importlib.util.find_spec(sys.argv[1])
        print(sys.executable, found.submodule_search_locations[0], sep="\n") if found and found.submodule_search_locations else None
        """;

    private static readonly string[] Environments = ["VIRTUAL_ENV", "CONDA_PREFIX"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Looks in the Python of the active virtual or conda environment, else in the <c>python3</c> of PATH.</summary>
    /// <returns>The package; null where there is no Python, or it has none of that name.</returns>
    public static PythonPackage? Find(string name) => Interpreters().Select(interpreter => Ask(interpreter, name)).FirstOrDefault(found => found is not null);

    private static IEnumerable<string> Interpreters() =>
        [.. Environments.Select(Environment.GetEnvironmentVariable).OfType<string>().Select(folder => Path.Combine(folder, "bin", "python3")).Where(File.Exists), "python3"];

    private static PythonPackage? Ask(string interpreter, string name)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, ["-c", Question, name]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
            process.StandardInput.Close();
            var (output, _) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Limit))
            {
                process.Kill();
                return null;
            }

            return process.ExitCode == 0 && output.Result.Split('\n', StringSplitOptions.TrimEntries) is [var executable, var folder, ..] && Directory.Exists(folder)
                ? new PythonPackage(executable, folder) : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
