using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace ISyNet.Training.Native;

/// <summary>A symbol of a library: where it lies and how large it is, in bytes.</summary>
internal readonly record struct ElfSymbol(ulong Address, ulong Size);

/// <summary>
/// The symbol table of a 64-bit little-endian ELF library (System V ABI, chapters 4 and 5), local symbols included, which the loader does not know:
/// they stand in the file alone.
/// </summary>
internal static unsafe class ElfSymbols
{
    private const int HeaderSize = 64, SectionSize = 64, SymbolSize = 24, MaxSections = 4096;
    private const uint SymbolTable = 2;

    /// <summary>The symbols of these names, in their order; null where the file is no such library, has no symbol table, or lacks one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ElfSymbol[]? Find(string path, params ReadOnlySpan<string> names)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Find(new Image(start, (ulong)new FileInfo(path).Length), names);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static ElfSymbol[]? Find(Image image, ReadOnlySpan<string> names)
    {
        var header = image.Slice(0, HeaderSize);
        if (header.IsEmpty || !header.StartsWith("\u007fELF\u0002\u0001"u8))
            return null;
        var (sections, size, count) = (U64(header[0x28..]), U16(header[0x3a..]), U16(header[0x3c..]));
        if (size != SectionSize || count > MaxSections)
            return null;
        for (var i = 0; i < count; i++)
        {
            var section = image.Slice(sections + ((ulong)i * SectionSize), SectionSize);
            if (section.IsEmpty || U32(section[4..]) != SymbolTable || U32(section[40..]) >= count)
                continue;
            var text = image.Slice(sections + ((ulong)U32(section[40..]) * SectionSize), SectionSize);
            return text.IsEmpty ? null : Find(image.Section(section), image.Section(text), names);
        }

        return null;
    }

    private static ElfSymbol[]? Find(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> text, ReadOnlySpan<string> names)
    {
        var places = new int[names.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = text.IndexOf(Encoding.ASCII.GetBytes($"\0{names[i]}\0")) + 1;
            if (places[i] == 0)
                return null;
        }

        var found = new ElfSymbol?[names.Length];
        // Symbol: name u32, info u8, other u8, section u16, value u64, size u64.
        for (var at = 0; at <= symbols.Length - SymbolSize; at += SymbolSize)
        {
            var which = Array.IndexOf(places, BinaryPrimitives.ReadInt32LittleEndian(symbols[at..]));
            if (which >= 0)
                found[which] = new ElfSymbol(U64(symbols[(at + 8)..]), U64(symbols[(at + 16)..]));
        }

        return found.All(symbol => symbol is not null) ? [.. found.Select(symbol => symbol!.Value)] : null;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>A file in memory. What reaches past its end is empty.</summary>
    private readonly struct Image(byte* start, ulong length)
    {
        public ReadOnlySpan<byte> Slice(ulong from, ulong count) =>
            from <= length && count <= length - from && count <= int.MaxValue ? new ReadOnlySpan<byte>(start + from, (int)count) : default;

        public ReadOnlySpan<byte> Section(ReadOnlySpan<byte> header) => Slice(U64(header[24..]), U64(header[32..]));
    }
}
