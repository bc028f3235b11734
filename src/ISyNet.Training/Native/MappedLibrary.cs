using System.Globalization;

namespace ISyNet.Training.Native;

/// <summary>A native library as the loader put it into this process (Linux, 64 bits).</summary>
internal sealed unsafe class MappedLibrary
{
    private const int HeaderSize = 64;

    // proc(5): ADDRESS-ADDRESS PERMISSIONS OFFSET DEVICE INODE PATH.
    private const string Maps = "/proc/self/maps";
    private readonly ulong _base;

    private MappedLibrary(string path, ulong start) => (Path, _base) = (path, start);

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The library of that file name; null where none is loaded, or its file is no longer the one that was.</summary>
    public static MappedLibrary? Find(string fileName)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        foreach (var line in File.ReadLines(Maps))
        {
            // The part that begins with the file's own beginning, its ELF header, is where the addresses of the file count from.
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 6 && System.IO.Path.GetFileName(fields[5]) == fileName && fields[1].StartsWith('r') && fields[2].All(digit => digit == '0'))
                return new MappedLibrary(fields[5], Range(fields[0]).Start) is { IsItsFile: true } library ? library : null;
        }

        return null;
    }

    /// <summary>The memory of a symbol; empty unless all of it may be written.</summary>
    public Span<byte> Writable(ElfSymbol symbol)
    {
        var (from, to) = (_base + symbol.Address, _base + symbol.Address + symbol.Size);
        foreach (var line in File.ReadLines(Maps))
        {
            var fields = line.Split(' ', 3);
            var (start, end) = Range(fields[0]);
            if (from >= start && to <= end && from < to && to - from <= int.MaxValue && fields[1].StartsWith("rw", StringComparison.Ordinal))
                return new Span<byte>((void*)from, (int)(to - from));
        }

        return default;
    }

    private bool IsItsFile
    {
        get
        {
            if (!File.Exists(Path))
                return false;
            Span<byte> header = stackalloc byte[HeaderSize];
            using var file = File.OpenRead(Path);
            return file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize
                && header.SequenceEqual(new ReadOnlySpan<byte>((byte*)_base, HeaderSize));
        }
    }

    private static (ulong Start, ulong End) Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return (Hexadecimal(text.AsSpan(0, dash)), Hexadecimal(text.AsSpan(dash + 1)));
    }

    private static ulong Hexadecimal(ReadOnlySpan<char> text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
