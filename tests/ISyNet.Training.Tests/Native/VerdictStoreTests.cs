using ISyNet.Training.Native;

namespace ISyNet.Training.Tests.Native;

/// <summary>Verdicts kept on disk.</summary>
public sealed class VerdictStoreTests : IDisposable
{
    private static readonly VerdictKey Key = new("processor", "library", "Float32", "", "None", 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-verdicts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_verdict_is_found_under_its_own_key_alone()
    {
        var store = new VerdictStore(_folder);
        Assert.Null(store.Find(Key));
        store.Keep(Key, new Verdict(false, "wrong output", Lasting: true));
        Assert.Equal(new Verdict(false, "wrong output", Lasting: true), store.Find(Key));
        foreach (var other in (VerdictKey[])[Key with { Processor = "p" }, Key with { Library = "l" }, Key with { Arithmetic = "Bfloat16" }, Key with { Isa = "AVX2" }, Key with { Fault = "Caches" }, Key with { Questions = 2 }])
            Assert.Null(store.Find(other));
    }

    [Fact]
    public void What_may_be_otherwise_next_time_is_not_kept()
    {
        var store = new VerdictStore(_folder);
        store.Keep(Key, new Verdict(false, "no answer within 2 minutes", Lasting: false));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{ "format": "isynet.arithmetic/2", "right": true }""")]
    public void A_damaged_file_is_as_none(string text)
    {
        var store = new VerdictStore(_folder);
        store.Keep(Key, new Verdict(true, null, Lasting: true));
        File.WriteAllText(Assert.Single(Directory.GetFiles(_folder)), text);
        Assert.Null(store.Find(Key));
        store.Keep(Key, new Verdict(true, null, Lasting: true));
        Assert.NotNull(store.Find(Key));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_error()
    {
        // A folder below a file can be made on no system.
        var file = Path.GetTempFileName();
        try
        {
            var store = new VerdictStore(Path.Combine(file, "below"));
            store.Keep(Key, new Verdict(true, null, Lasting: true));
            Assert.Null(store.Find(Key));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
