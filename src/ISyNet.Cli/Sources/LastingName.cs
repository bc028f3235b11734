namespace ISyNet.Cli.Sources;

/// <summary>A name of the command line as a study or a result folder keeps it: files and folders by their full path, so that they are found again from anywhere.</summary>
internal static class LastingName
{
    public static string For(string name) => File.Exists(name) || Directory.Exists(name) ? Path.GetFullPath(name) : name;
}
