namespace ISyNet.Accuracy;

/// <summary>Holds a run for this process, so that several processes can work through one list; the system lets go when a process ends.</summary>
internal sealed class RunClaim : IDisposable
{
    private readonly FileStream _lock;

    private RunClaim(FileStream stream) => _lock = stream;

    /// <returns>The claim; null when another process holds it.</returns>
    public static RunClaim? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new RunClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_lock.Name);
        _lock.Dispose();
    }
}
