using System.IO.Pipes;

namespace ISyNet.Core.Tests;

/// <summary>Files that are written whole or not at all.</summary>
public sealed class AtomicFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var file = Path.Combine(_folder, "a.txt");
        AtomicFile.WriteText(file, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(file, stream =>
        {
            stream.Write("ne"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var (file, link) = (Path.Combine(_folder, "a.txt"), Path.Combine(_folder, "link.txt"));
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(link, "a.txt");
        AtomicFile.WriteText(link, "new");
        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal("a.txt", new FileInfo(link).LinkTarget);
    }

    // As root a rename would replace /dev/null by a file. A pipe of our own shows the same without that danger.
    [Fact]
    public async Task A_pipe_of_the_shell_is_written_to_as_it_is()
    {
        Assert.SkipUnless(Directory.Exists("/dev/fd"), "this system has no /dev/fd");
        using var reading = new AnonymousPipeServerStream(PipeDirection.In);
        using (var writing = new AnonymousPipeClientStream(PipeDirection.Out, reading.ClientSafePipeHandle))
        {
            AtomicFile.WriteText($"/dev/fd/{reading.ClientSafePipeHandle.DangerousGetHandle()}", "text\n");
        }

        using var text = new StreamReader(reading);
        Assert.Equal("text", await text.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_folder_in_the_way_is_one_line()
    {
        var error = Assert.Throws<ISyNetException>(() => AtomicFile.WriteText(_folder, "text"));
        Assert.StartsWith($"{_folder}: cannot be written: ", error.Message, StringComparison.Ordinal);
    }
}
