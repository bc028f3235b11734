using ISyNet.Application.Classification;

namespace ISyNet.Cli.Sources;

/// <summary>The release of trained weights that is meant where a command line names none: the folder <c>weights</c> here, else the one in <c>ISYNET_WEIGHTS</c>.</summary>
internal static class ReleasePlace
{
    /// <summary>The folder that is looked for, and that <c>zoo release</c> writes.</summary>
    public const string Folder = "weights";

    /// <summary>The variable; the launcher sets it to the weights of the repository.</summary>
    public const string Variable = "ISYNET_WEIGHTS";

    /// <summary>For help texts.</summary>
    public const string Description = $"the folder '{Folder}', else that of the variable {Variable}";

    /// <summary>Null where there is none.</summary>
    public static string? Find() => WeightRelease.IsIn(Folder) ? Folder
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named && WeightRelease.IsIn(named) ? named : null;

    /// <exception cref="UsageException">There is none.</exception>
    public static string Require() => Find() ?? throw new UsageException(
        $"there is no release of weights in the folder '{Folder}' nor in {Variable}: a release is a folder of trained networks with an index.json, as 'isynet zoo release' writes it; name one with --weights FOLDER");

    /// <summary>The names of its networks; empty where there is none.</summary>
    public static IEnumerable<string> Names()
    {
        try
        {
            return Find() is { } place ? WeightRelease.Read(place).Networks.Select(network => network.Name) : [];
        }
        catch (ISyNetException)
        {
            // A broken index names nothing; the command that reads it says why.
            return [];
        }
    }
}
