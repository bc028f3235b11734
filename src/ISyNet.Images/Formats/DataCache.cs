namespace ISyNet.Images.Formats;

/// <summary>The folders of data sets with a known name.</summary>
internal static class DataCache
{
    /// <summary>The folder of a data set, whether it exists or not: below <c>XDG_CACHE_HOME</c>, otherwise below <c>.cache</c> in the user's home folder.</summary>
    public static string Folder(string name) => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "isynet", name);
}
