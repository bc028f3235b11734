using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one version that a 64-bit little-endian ELF library asks of another library as weak, so that the dynamic loader
/// accepts a system without it. Does nothing where the file does not ask for that version or the mark is already there.
/// </summary>
public sealed class WeakenElfVersionNeed : Task
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;
    private const ushort FlagWeak = 2;

    /// <summary>The library to change.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The version to mark, such as <c>GLIBCXX_3.4.32</c>.</summary>
    [Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        var elf = File.ReadAllBytes(Library);
        if (elf.Length < 64 || BitConverter.ToUInt32(elf, 0) != 0x464c457f || elf[4] != 2 || elf[5] != 1)
        {
            Log.LogError("{0}: is no 64-bit little-endian ELF library", Library);
            return false;
        }

        if (Weaken(elf))
            Replace(elf);
        return true;
    }

    private bool Weaken(byte[] elf)
    {
        var sections = (long)BitConverter.ToUInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3a), count = BitConverter.ToUInt16(elf, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var section = (int)(sections + (i * size));
            if (BitConverter.ToUInt32(elf, section + 4) != SectionTypeVersionNeeds)
                continue;
            var strings = (int)(sections + (BitConverter.ToUInt32(elf, section + 40) * size));
            return WeakenNeeds(elf, Offset(elf, section), Offset(elf, strings));
        }

        return false;
    }

    // Verneed: version u16, count u16, file u32, aux u32, next u32. Vernaux: hash u32, flags u16, other u16, name u32, next u32.
    private bool WeakenNeeds(byte[] elf, int need, int strings)
    {
        var changed = false;
        for (int next = 0; ; need += next)
        {
            var aux = need + (int)BitConverter.ToUInt32(elf, need + 8);
            for (var left = BitConverter.ToUInt16(elf, need + 2); left > 0; left--)
            {
                var flags = BitConverter.ToUInt16(elf, aux + 4);
                if (Text(elf, strings + (int)BitConverter.ToUInt32(elf, aux + 8)) == Version && (flags & FlagWeak) == 0)
                {
                    elf[aux + 4] |= (byte)FlagWeak;
                    changed = true;
                }

                aux += (int)BitConverter.ToUInt32(elf, aux + 12);
            }

            next = (int)BitConverter.ToUInt32(elf, need + 12);
            if (next == 0)
                return changed;
        }
    }

    // A rename, never a write in place: the copy may be a hard link into the package cache. The old time keeps builds incremental.
    private void Replace(byte[] elf)
    {
        var written = File.GetLastWriteTimeUtc(Library);
        var temporary = Library + ".weak";
        File.WriteAllBytes(temporary, elf);
        File.SetLastWriteTimeUtc(temporary, written);
        File.Delete(Library);
        File.Move(temporary, Library);
        Log.LogMessage(MessageImportance.Normal, "{0}: need of {1} marked weak", Library, Version);
    }

    private static int Offset(byte[] elf, int section) => (int)BitConverter.ToUInt64(elf, section + 24);

    private static string Text(byte[] elf, int start) => Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
}
