using System.Collections.Immutable;

namespace ISyNet.Images.Formats;

/// <summary>Archives are not read; they are known by name and first bytes, to say so.</summary>
internal static class Archives
{
    private static readonly ImmutableArray<string> Ends = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", ".rar"];

    public static bool IsOne(string file) => Ends.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || IsOne(FileHead.Read(file));

    // zip, gzip, 7z, xz, bzip2, Zstandard, rar; tar has its mark behind the first file's name.
    private static bool IsOne(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) || head is [0x1F, 0x8B, ..] or [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] or [0xFD, (byte)'7', (byte)'z', (byte)'X', ..] or [0x28, 0xB5, 0x2F, 0xFD, ..]
        || head.StartsWith("BZh"u8) || head.StartsWith("Rar!"u8) || (head.Length >= 262 && head[257..262].SequenceEqual("ustar"u8));

    public static ImageException Refused(string file) => new($"{file}: is an archive: unpack it ({Command(file)} {Path.GetFileName(file)}) and give the folder");

    private static string Command(string file) =>
        FileHead.Read(file).AsSpan().StartsWith("PK\u0003\u0004"u8) || file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? "unzip"
        : file.EndsWith(".7z", StringComparison.OrdinalIgnoreCase) ? "7z x"
        : file.EndsWith(".rar", StringComparison.OrdinalIgnoreCase) ? "unrar x"
        : Ends.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || !file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "tar xf"
        : "gunzip -k";
}
