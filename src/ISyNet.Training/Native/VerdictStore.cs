using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ISyNet.Training.Native;

/// <summary>What a verdict holds for.</summary>
/// <param name="Processor"><see cref="Processor.Identity"/>.</param>
/// <param name="Library">Version, size and time of libtorch.</param>
/// <param name="Arithmetic">float32 or bfloat16.</param>
/// <param name="Isa">The cap on instructions; "" for none.</param>
/// <param name="Fault">What a test broke; "None" in earnest.</param>
/// <param name="Questions"><see cref="KnownAnswers.Version"/>.</param>
internal sealed record VerdictKey(string Processor, string Library, string Arithmetic, string Isa, string Fault, int Questions);

/// <summary>
/// The verdicts of earlier processes, of this user on this machine: <c>isynet/arithmetic/KEY.json</c> in the user's cache, a file each, format
/// <c>isynet.arithmetic/1</c> (docs/numerics.md). What cannot be read or written is asked again.
/// </summary>
/// <param name="folder">Where the files are.</param>
internal sealed class VerdictStore(string folder)
{
    private const string Format = "isynet.arithmetic/1";
    private const int MostBytes = 1 << 16;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>This user's.</summary>
    public static VerdictStore Users { get; } = new(UserCache.Folder("arithmetic"));

    public Verdict? Find(VerdictKey key)
    {
        try
        {
            var file = new FileInfo(PathOf(key));
            return file.Exists && file.Length <= MostBytes
                && JsonSerializer.Deserialize<Entry>(File.ReadAllBytes(file.FullName), Options) is { Format: Format } entry && entry.Key == key
                ? new Verdict(entry.Right, entry.Reason, Lasting: true) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Keep(VerdictKey key, Verdict verdict)
    {
        if (!verdict.Lasting)
            return;
        try
        {
            AtomicFile.WriteText(PathOf(key), JsonSerializer.Serialize(new Entry(Format, key, verdict.Right, verdict.Reason), Options));
        }
        catch (ISyNetException)
        {
            // A cache only: the next process asks again.
        }
    }

    private string PathOf(VerdictKey key) =>
        Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())))[..16]}.json");

    private sealed record Entry(string Format, VerdictKey Key, bool Right, string? Reason);
}
