using ISyNet.Search.Studies;
using ISyNet.Studies.Sqlite;
using ISyNet.Studies.Tests.Running;

namespace ISyNet.Studies.Tests.Sqlite;

/// <summary>Studies that run out of room.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_may_not_grow_is_one_clear_line_and_goes_on_when_it_may()
    {
        var path = _folder.File("study.db");
        // The shell ignores the signal of the limit, so that writing fails as it does on a full disk (1 block = 1 KiB); the
        // variable keeps the runtime from a large file of its own.
        const string Script = "trap '' XFSZ; ulimit -f 400; DOTNET_EnableWriteXorExecute=0 exec \"$@\"";
        using (var child = ChildProcess.RunIn(Script, path, 200, 2, int.MaxValue))
        {
            var (code, error) = await child.WaitAsync();
            Assert.Equal(1, code);
            Assert.Equal($"{path}: reading or writing failed, most likely because of a full or failing disk; free some space and resume, finished candidates are kept", error);
        }

        var kept = await CountAsync(path);
        Assert.InRange(kept.Finished, 1, 199);
        using var again = ChildProcess.Run(path, 200, 2, int.MaxValue);
        Assert.Equal((0, ""), await again.WaitAsync());
        Assert.Equal(new StudyCounts(0, 0, 200, 0), await CountAsync(path));
    }

    [Fact]
    public async Task A_full_disk_is_one_clear_line_and_the_study_goes_on_when_there_is_room()
    {
        // A small disk of its own, in a mount namespace of its own; the study is copied out before both go.
        const string Script = """
            unshare -rm true 2>/dev/null || exit 77
            exec unshare -rm bash -c '
              disk=$(dirname "$3"); mkdir -p "$disk"; mount -t tmpfs -o size=1m isynet-test "$disk" || exit 77
              head -c 700000 /dev/zero >"$disk/ballast"
              "$@"; code=$?
              rm "$disk/ballast"; cp "$disk"/study.db* "$disk/.."; exit $code' child "$@"
            """;
        Directory.CreateDirectory(_folder.File("disk"));
        var path = _folder.File("disk/study.db");
        using (var child = ChildProcess.RunIn(Script, path, 400, 2, int.MaxValue))
        {
            var (code, error) = await child.WaitAsync();
            if (code == 77)
                Assert.Skip("this machine lets no user mount a small disk");
            Assert.Equal((1, $"{path}: the disk is full; free some space and resume, finished candidates are kept"), (code, error));
        }

        var copy = _folder.File("study.db");
        Assert.InRange((await CountAsync(copy)).Finished, 1, 399);
        using var again = ChildProcess.Run(copy, 400, 2, int.MaxValue);
        Assert.Equal((0, ""), await again.WaitAsync());
        Assert.Equal(new StudyCounts(0, 0, 400, 0), await CountAsync(copy));
    }

    private static async Task<StudyCounts> CountAsync(string path)
    {
        await using var store = await SqliteStudyStore.OpenAsync(path, mustExist: true);
        return await store.CountAsync("s");
    }
}
