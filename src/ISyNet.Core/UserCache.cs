namespace ISyNet.Core;

/// <summary>What this user's programs keep from one run to the next and can make again.</summary>
public static class UserCache
{
    /// <summary>The folder of one kind of content, whether it exists or not: <c>isynet/NAME</c> below <c>XDG_CACHE_HOME</c>, otherwise below <c>.cache</c> in the user's home folder.</summary>
    /// <param name="name">The kind of content.</param>
    public static string Folder(string name) => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "isynet", name);
}
