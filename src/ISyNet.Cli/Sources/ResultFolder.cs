namespace ISyNet.Cli.Sources;

/// <summary>The folder that a job writes into; nothing there is lost unless the user says so.</summary>
internal static class ResultFolder
{
    /// <summary>Whether there is anything in a folder.</summary>
    public static bool IsFilled(string path) => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();

    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether the job goes on with what is there.</param>
    /// <param name="force">Whether what is there may be overwritten.</param>
    /// <param name="checkpoint">The file that a job leaves when it is stopped.</param>
    public static string Open(string path, bool resume, bool force, string checkpoint)
    {
        var filled = IsFilled(path);
        if (resume && !filled)
            throw new UsageException($"{path}: there is nothing to resume");
        if (filled && !resume && !force)
            throw new UsageException($"{path} is not empty: --resume goes on with a stopped job there, --force overwrites it, --out takes another folder");
        if (force && !resume)
            File.Delete(Path.Combine(path, checkpoint));
        Directory.CreateDirectory(path);
        return path;
    }
}
