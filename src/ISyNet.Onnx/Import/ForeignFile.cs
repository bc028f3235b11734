using System.Buffers.Binary;
using System.Text;

namespace ISyNet.Onnx.Import;

/// <summary>Recognises files that are not ONNX models by their first bytes, and says what to do.</summary>
public static class ForeignFile
{
    private const int HeadBytes = 1024;

    /// <summary>What the file is, for a message after the name of the file; null if it may be an ONNX file or is unknown.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Recognise(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            var inside = Directory.EnumerateFiles(path, "*.onnx").Order(StringComparer.Ordinal).FirstOrDefault();
            return inside is null ? "is a folder, not a file: name the file in it" : $"is a folder, not a file: name the file in it, such as {inside}";
        }

        using var file = File.OpenRead(path);
        Span<byte> buffer = stackalloc byte[HeadBytes];
        var head = buffer[..file.ReadAtLeast(buffer, HeadBytes, throwOnEndOfStream: false)];
        return head.IsEmpty ? "is empty: copy or download it again" : Text(head) ?? Binary(head, file.Length);
    }

    private static string? Text(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "is a pointer of Git LFS, not the file itself: fetch it with 'git lfs pull'";
        if (text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<head", StringComparison.OrdinalIgnoreCase))
            return "is a web page (HTML), not a model: download the file itself, not the page that shows it";
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return "is an XML file (OpenVINO writes such), not ONNX: export the network to ONNX";
        return text.StartsWith('{') && text.Contains('"', StringComparison.Ordinal) && head.IndexOf((byte)0) < 0 ? "is a JSON file, not a model: export the network to ONNX" : null;
    }

    private static string? Binary(ReadOnlySpan<byte> head, long length)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return head.IndexOf("data.pkl"u8) >= 0 || head.IndexOf("/version"u8) >= 0 || head.IndexOf("/.format_version"u8) >= 0 || head.IndexOf("constants.pkl"u8) >= 0
                ? "is a PyTorch file (a zip of tensors), not ONNX: export the network with torch.onnx.export"
                : "is a zip archive: unpack it and name the model in it";
        }

        if (head is [0x1f, 0x8b, ..])
            return "is packed with gzip: unpack it first, as with gunzip";
        if (head is [0x80, >= 2 and <= 5, ..])
            return "is a Python pickle (old PyTorch files are), not ONNX: export the network with torch.onnx.export";
        if (head.StartsWith("\u0089HDF"u8) || head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
            return "is an HDF5 file (Keras writes such), not ONNX: convert it with tf2onnx";
        if (head.Length > 8 && head[4..].StartsWith("TFL3"u8))
            return "is a TensorFlow Lite file, not ONNX: convert it with tf2onnx";
        if (head.StartsWith("7z\u00bc"u8) || head is [(byte)'7', (byte)'z', 0xbc, ..] or [0xfd, (byte)'7', (byte)'z', ..] or [(byte)'B', (byte)'Z', (byte)'h', ..] or [0x28, 0xb5, 0x2f, 0xfd, ..])
            return "is an archive: unpack it first";
        if (head.Length > 262 && head[257..].StartsWith("ustar"u8))
            return "is a tar archive: unpack it and name the model in it";
        return IsSafetensors(head, length) ? "is a safetensors file, weights without a network: 'isynet import' reads those, or export the network to ONNX" : null;
    }

    private static bool IsSafetensors(ReadOnlySpan<byte> head, long length) => head.Length > 9 && head[8] == '{'
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is var header && header >= 2 && header <= (ulong)Math.Max(0, length - 8);
}
