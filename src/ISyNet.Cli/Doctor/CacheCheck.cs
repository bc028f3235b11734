namespace ISyNet.Cli.Doctor;

/// <summary>The processor's caches as the kernel sees them; a hypervisor may hide them.</summary>
internal sealed class CacheCheck : IHealthCheck
{
    private const string Folder = "/sys/devices/system/cpu/cpu0/cache";

    public string Name => "caches";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var caches = Directory.Exists(Folder)
            ? Directory.EnumerateDirectories(Folder, "index*").Where(cache => Read(cache, "type") is "Data" or "Unified")
                .Select(cache => $"L{Read(cache, "level")} {Read(cache, "size")}").Order(StringComparer.Ordinal).ToArray()
            : [];
        return Task.FromResult(caches.Length > 0
            ? Finding.Good(string.Join(", ", caches))
            : Finding.Note("hidden by the virtual machine", "oneDNN uses its own defaults where necessary (docs/numerics.md); see 'arithmetic' below"));
    }

    private static string Read(string cache, string file) => File.Exists(Path.Combine(cache, file)) ? File.ReadAllText(Path.Combine(cache, file)).Trim() : "?";
}
