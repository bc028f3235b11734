using System.Collections.Immutable;
using System.Text;
using ISyNet.Graph;

namespace ISyNet.Accuracy;

/// <summary>The results as CSV, one line per finished run, appended; several processes may append to one file.</summary>
internal sealed class ResultFile(string path)
{
    private const int Attempts = 100;

    /// <summary>Where the curve, and the state of an unfinished run, are kept: beside the results.</summary>
    public string Beside(string key, string extension) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileNameWithoutExtension(path), $"{key}.{extension}");

    public ImmutableArray<Result> Read() => File.Exists(path)
        ? [.. File.ReadAllLines(path).Skip(1).Select((line, i) => Result.Parse(line, $"{path}: line {i + 2}"))]
        : [];

    public void Append(Result result)
    {
        using var stream = OpenAlone();
        if (stream.Length == 0)
            stream.Write(Encoding.UTF8.GetBytes(Result.Header + "\n"));
        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.UTF8.GetBytes(result.ToLine() + "\n"));
    }

    private FileStream OpenAlone()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(50);
            }
            catch (IOException error)
            {
                throw new GraphException($"{path}: cannot be appended to: {error.Message}", error);
            }
        }
    }
}
