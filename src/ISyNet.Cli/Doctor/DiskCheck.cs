using System.Globalization;

namespace ISyNet.Cli.Doctor;

/// <summary>Free space in the current folder, and whether the program may write there.</summary>
internal sealed class DiskCheck : IHealthCheck
{
    private const double Little = 0.1, Tight = 1;

    public string Name => "disk";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var folder = Directory.GetCurrentDirectory();
        var free = new DriveInfo(folder).AvailableFreeSpace / 1e9;
        var what = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GB free in {folder}");
        try
        {
            using var file = new FileStream(Path.Combine(folder, $".isynet-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(Finding.Bad($"{folder} cannot be written: {error.Message}", "start in another folder, or give another one with --out"));
        }

        return Task.FromResult(free switch
        {
            < Little => Finding.Bad(what, "free some space: a run with its checkpoints takes up to a few hundred megabytes"),
            < Tight => Finding.Note(what, "free some space before long runs"),
            _ => Finding.Good(what),
        });
    }
}
