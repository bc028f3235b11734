using System.Diagnostics;
using System.Globalization;
using ISyNet.Training.Native;

namespace ISyNet.Training.Tests.Native;

/// <summary>Reading a library's own symbol table, and what is no such library.</summary>
public sealed class ElfSymbolsTests
{
    [Fact]
    public void Symbols_lie_where_binutils_find_them()
    {
        TorchRuntime.Prepare();
        Assert.SkipUnless(MappedLibrary.Find("libc10.so") is not null && File.Exists("/usr/bin/readelf"), "binutils are the judge");
        var path = MappedLibrary.Find("libc10.so")!.Path;
        using var readelf = Process.Start(new ProcessStartInfo("readelf", ["-sW", path]) { RedirectStandardOutput = true })!;
        var listed = readelf.StandardOutput.ReadToEnd().Split('\n')
            .SkipWhile(line => !line.Contains("'.symtab'", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields is [_, _, _, "FUNC" or "OBJECT", "LOCAL", _, _, _]).ToArray();
        Assert.SkipWhen(listed.Length == 0, "this libtorch is stripped");
        var named = listed.GroupBy(fields => fields[7]).Where(group => group.Count() == 1).Select(group => group.First()).Take(200).ToArray();
        foreach (var fields in named)
        {
            var found = Assert.Single(ElfSymbols.Find(path, fields[7])!);
            Assert.Equal(ulong.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), found.Address);
            Assert.Equal(ulong.Parse(fields[2], CultureInfo.InvariantCulture), found.Size);
        }

        Assert.Null(ElfSymbols.Find(path, named[0][7], "a_symbol_that_is_not_there"));
    }

    [Fact]
    public void A_file_that_is_no_library_or_is_cut_has_no_symbols()
    {
        var path = Path.GetTempFileName();
        try
        {
            var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ISyNet.Training.dll"));
            File.WriteAllBytes(path, library);
            Assert.Null(ElfSymbols.Find(path, "main"));
            byte[] header = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, .. new byte[58]];
            foreach (var length in (int[])[1, 63, 64])
            {
                File.WriteAllBytes(path, header[..length]);
                Assert.Null(ElfSymbols.Find(path, "main"));
            }

            // Sections that reach past the end of the file.
            (header[0x28], header[0x2f], header[0x3a], header[0x3c]) = (0xff, 0xff, 64, 9);
            File.WriteAllBytes(path, header);
            Assert.Null(ElfSymbols.Find(path, "main"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
