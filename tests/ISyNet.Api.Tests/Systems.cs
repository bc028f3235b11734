namespace ISyNet.Api.Tests;

/// <summary>The managed code runs on Windows and macOS too: a file that only Linux has is read behind a question whether it is there.</summary>
public class Systems
{
    private static readonly string[] OfLinux = ["\"/proc/", "$\"/proc/", "\"/sys/", "\"/usr/", "\"/etc/", "\"/tmp", "\"/var/"];
    private static readonly string[] Questions = ["OperatingSystem.IsLinux()", "File.Exists", "Directory.Exists"];

    [Fact]
    public void No_file_of_Linux_is_read_unasked()
    {
        foreach (var file in Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.True(!OfLinux.Any(path => text.Contains(path, StringComparison.Ordinal)) || Questions.Any(question => text.Contains(question, StringComparison.Ordinal)),
                $"{file} names a file of Linux and asks nowhere whether it is there");
        }
    }
}
