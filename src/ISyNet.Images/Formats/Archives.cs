using System.Collections.Immutable;

namespace ISyNet.Images.Formats;

/// <summary>Archives are not read; they are known by name and first bytes, to say so.</summary>
internal static class Archives
{
    private static readonly ImmutableArray<string> Ends = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", ".rar"];

    public static bool IsOne(string file) => Ends.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || FileHead.Of(file).AsSpan().StartsWith("PK\u0003\u0004"u8);

    public static ImageException Refused(string file) => new(
        $"{file}: is an archive: unpack it ({(file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? "unzip" : "tar xf")} {Path.GetFileName(file)}) and give the folder");
}
