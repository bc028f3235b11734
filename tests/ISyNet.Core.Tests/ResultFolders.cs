using ISyNet.Core.Results;

namespace ISyNet.Core.Tests;

/// <summary>The rules of result folders: what is there is kept, gone on with or overwritten, as the user says.</summary>
public sealed class ResultFolders : IDisposable
{
    private static readonly Dictionary<string, string> Settings = new() { ["seed"] = "1" };

    private readonly string _root = Directory.CreateTempSubdirectory("isynet-results-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_new_folder_says_what_it_is()
    {
        Open(FolderUse.New).Dispose();
        var manifest = Place.Manifest();
        Assert.Equal(ResultKind.Train, manifest?.Kind);
        Assert.Equal("1", manifest?.Settings["seed"]);
        Assert.Null(ResultManifest.Read(_root));
    }

    [Fact]
    public void A_taken_folder_is_refused_unless_it_is_to_be_overwritten()
    {
        Open(FolderUse.New).Dispose();
        var stale = new[] { ResultFiles.Checkpoint, ResultFiles.Weights, ResultFiles.Study }.Select(name => Path.Combine(Folder, name)).ToArray();
        foreach (var file in stale.Append(Path.Combine(Folder, "notes.txt")))
            File.WriteAllText(file, "");
        Assert.Contains("--force", Assert.Throws<OccupiedException>(() => Open(FolderUse.New)).Message);
        Assert.Throws<OccupiedException>(() => ResultFolder.RequireFree(Folder));
        Assert.Throws<OccupiedException>(() => ResultFolder.RequireFree(stale[0]));
        ResultFolder.RequireFree(Folder, force: true);
        Open(FolderUse.Overwrite).Dispose();
        Assert.DoesNotContain(stale, File.Exists);
        Assert.True(File.Exists(Path.Combine(Folder, "notes.txt")));
    }

    [Fact]
    public void A_job_is_gone_on_with_only_as_it_was_begun()
    {
        Assert.Throws<OccupiedException>(() => Open(FolderUse.Resume));
        Open(FolderUse.New).Dispose();
        Open(FolderUse.Resume).Dispose();
        Assert.Contains("seed 1, not 2", Assert.Throws<ISyNetException>(() =>
            Place.Begin(ResultKind.Train, new Dictionary<string, string> { ["seed"] = "2" }, FolderUse.Resume)).Message);
        Assert.Contains("'train'", Assert.Throws<ISyNetException>(() => Place.Begin(ResultKind.Design, Settings, FolderUse.Resume)).Message);
    }

    [Fact]
    public void A_finished_job_is_not_run_again_by_a_resume()
    {
        Open(FolderUse.New).Dispose();
        foreach (var file in (string[])[ResultFiles.Metrics, ResultFiles.Report, ResultFiles.Checkpoint])
            File.WriteAllText(Path.Combine(Folder, file), "");
        Open(FolderUse.Resume).Dispose();
        File.Delete(Path.Combine(Folder, ResultFiles.Checkpoint));
        Assert.Contains("is finished", Assert.Throws<OccupiedException>(() => Open(FolderUse.Resume)).Message);
        Open(FolderUse.Overwrite).Dispose();
    }

    [Fact]
    public void A_training_of_a_version_without_manifests_is_gone_on_with()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, ResultFiles.Checkpoint), "");
        Open(FolderUse.Resume).Dispose();
        Assert.Equal(ResultKind.Train, Place.Manifest()?.Kind);
    }

    [Fact]
    public void Two_jobs_do_not_share_a_folder()
    {
        using var first = Open(FolderUse.New);
        Assert.Contains("in use", Assert.Throws<ISyNetException>(() => Open(FolderUse.Resume)).Message);
    }

    private string Folder => Path.Combine(_root, "run");

    private AnyFolder Place => new(Folder);

    private IDisposable Open(FolderUse use) => Place.Begin(ResultKind.Train, Settings, use);

    private sealed record AnyFolder(string Path) : ResultFolder(Path);
}
