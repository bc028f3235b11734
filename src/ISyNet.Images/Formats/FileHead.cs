namespace ISyNet.Images.Formats;

/// <summary>The first bytes of a file, which reveal files whose content does not match their name.</summary>
internal static class FileHead
{
    private const int Length = 512;

    /// <summary>At most 512 bytes; none if the file cannot be read or is empty. A pipe has no length and is not opened.</summary>
    public static byte[] Read(string file)
    {
        try
        {
            if (new FileInfo(file) is not { Exists: true, Length: > 0 })
                return [];
            using var stream = File.OpenRead(file);
            var head = new byte[Length];
            return head[..stream.ReadAtLeast(head, Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What a file is instead of the expected one, as words after "is"; null if it is none of the known cases.</summary>
    public static string? Stranger(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return head.StartsWith("version https://git-lfs"u8) ? "a Git LFS pointer, not the file itself: run 'git lfs pull'"
            : text.StartsWith("<!DOCTYPE html"u8) || text.StartsWith("<!doctype html"u8) || text.StartsWith("<html"u8) || text.StartsWith("<HTML"u8) ? "a web page: the download failed"
            : head.StartsWith("PK\u0003\u0004"u8) ? "a zip archive: unpack it"
            : head.StartsWith("%PDF"u8) ? "a PDF"
            : OtherPicture(head) is { } format ? $"a {format} picture, which is not read: convert it to PNG or JPEG"
            : null;
    }

    private static string? OtherPicture(ReadOnlySpan<byte> head) =>
        head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) ? "TIFF"
        : head is [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t', ..] ? "PPM (netpbm)"
        : head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) ? (head[8..12].StartsWith("avi"u8) ? "AVIF" : "HEIC")
        : head.StartsWith("8BPS"u8) ? "Photoshop"
        : head.StartsWith("\0\0\0\u000CjP  "u8) ? "JPEG 2000"
        : head.StartsWith("\0\0\0\u000CJXL "u8) ? "JPEG XL"
        : head.StartsWith("<svg"u8) ? "SVG"
        : null;
}
