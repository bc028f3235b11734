namespace ISyNet.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "ISyNet.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside of the repository");
        return folder.FullName;
    }
}
