using ISyNet.Search.Studies;

namespace ISyNet.Studies.Tests;

/// <summary>Addresses of databases as other tools write them.</summary>
public sealed class DatabaseAddresses
{
    [Theory]
    [InlineData("studies.db", "studies.db")]
    [InlineData("Host=a;Database=b", "Host=a;Database=b")]
    [InlineData("C:\\data\\studies.db", "C:\\data\\studies.db")]
    [InlineData("sqlite:///studies.db", "studies.db")]
    [InlineData("sqlite:////data/my%20studies.db", "/data/my studies.db")]
    [InlineData("postgresql://me@server/studies", "Host=\"server\";Database=\"studies\";Username=\"me\"")]
    [InlineData("postgresql+psycopg2://me:a%3Bb@server:5433/studies?sslmode=require", "Host=\"server\";Port=5433;Database=\"studies\";Username=\"me\";Password=\"a;b\";sslmode=\"require\"")]
    public void Become_paths_and_connection_strings(string address, string expected) => Assert.Equal(expected, DatabaseAddress.Plain(address));

    [Theory]
    [InlineData("mysql://me:secret@server/studies", "'mysql'")]
    [InlineData("sqlite://", "names no file")]
    [InlineData("postgresql:///studies", "is no address")]
    public void Others_are_refused_in_one_line_without_the_password(string address, string part)
    {
        var message = Assert.Throws<StudyException>(() => DatabaseAddress.Plain(address)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_opens_by_its_address()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "studies.db");
        await using (await StudyStores.OpenAsync($"sqlite:///{file}", cancellationToken: TestContext.Current.CancellationToken))
            Assert.True(File.Exists(file));
    }
}
