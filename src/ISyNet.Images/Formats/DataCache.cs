namespace ISyNet.Images.Formats;

/// <summary>Where a user's data sets are that have a name.</summary>
internal static class DataCache
{
    /// <summary>The folder of a data set, there or not: below <c>XDG_CACHE_HOME</c>, else below <c>.cache</c> in the user's folder.</summary>
    public static string Folder(string name) => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "isynet", name);
}
