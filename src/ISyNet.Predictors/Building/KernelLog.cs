using System.Globalization;
using System.Text.Json.Serialization;
using ISyNet.Core.Csv;
using ISyNet.Core.Json;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Onnx.Import;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Building;

/// <summary>The facts about a runtime that were measured before its kernels.</summary>
/// <param name="Runtime">The runtime and the machine. Measurements of another machine are refused.</param>
/// <param name="Rules">What the runtime fuses.</param>
/// <param name="ReferenceMs">Milliseconds of the reference kernel that all times are scaled to; null without one.</param>
/// <param name="ColdUsPerMegabyte">See <see cref="NetworkOverheads"/>.</param>
/// <param name="CacheBytes">See <see cref="NetworkOverheads"/>.</param>
public sealed record KernelSession(string Runtime, RuntimeRules Rules, double? ReferenceMs, double ColdUsPerMegabyte, long CacheBytes);

/// <summary>A network whose layers were measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="LayersMs">The sum of the layers, in milliseconds.</param>
/// <param name="WholeMs">The time of a run without a profiler; null if it was not timed.</param>
internal sealed record LoggedNetwork(string Name, int Batch, double LayersMs, double? WholeMs);

/// <summary>
/// The folder of a campaign: <c>session.json</c>, <c>kernels.csv</c> (docs/kernels.md), <c>networks.csv</c> and <c>networks/</c>. Rows are appended after each network, so
/// a stopped campaign keeps them, and a later campaign continues.
/// </summary>
internal sealed class KernelLog
{
    private const string SessionFormat = "isynet.kernel-session/1";
    private const string NetworkHeader = "name,batch,layers_ms,latency_ms_per_image";
    private const int MostRows = 1_000_000;

    private readonly List<KernelMeasurement> _kernels = [];
    private readonly List<LoggedNetwork> _networks = [];

    /// <summary>Opens a folder and reads its files.</summary>
    /// <exception cref="ISyNetException">A file cannot be read.</exception>
    public KernelLog(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(NetworkFolder);
        if (File.Exists(SessionFile))
            Session = Named(SessionFile, () => StrictJson.Parse(StrictJson.ReadText(SessionFile), SessionFormat).Deserialize<KernelSession>(SessionJson.Default.Options));
        if (Trim(KernelFile))
            _kernels.AddRange(KernelMeasurementFile.Load(KernelFile));
        if (Trim(NetworkFile))
            _networks.AddRange(Named(NetworkFile, () => CsvTable.Load(NetworkFile, MostRows).Select(Network).ToArray()));
        // A network whose kernels were written and whose row was not is measured again, so its kernels go.
        var known = _networks.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        if (_kernels.RemoveAll(k => k.Network is not null && !known.Contains(k.Network)) > 0)
            AtomicFile.WriteText(KernelFile, Lines(_kernels.Select(KernelMeasurementFile.Line).Prepend(KernelMeasurementFile.Header)));
    }

    public string Folder { get; }

    public string NetworkFolder => Path.Combine(Folder, "networks");

    public KernelSession? Session { get; private set; }

    public IReadOnlyList<KernelMeasurement> Kernels => _kernels;

    public IReadOnlyList<LoggedNetwork> Networks => _networks;

    private string SessionFile => Path.Combine(Folder, "session.json");

    private string KernelFile => Path.Combine(Folder, "kernels.csv");

    private string NetworkFile => Path.Combine(Folder, "networks.csv");

    /// <summary>The file of a network.</summary>
    public string FileOf(string network) => Path.Combine(NetworkFolder, $"{network}.onnx");

    /// <summary>The network of a file, as all commands read it.</summary>
    public Network Load(string network) => NetworkImport.Load(FileOf(network)).Network;

    public void Save(KernelSession session)
    {
        AtomicFile.WriteText(SessionFile, StrictJson.Serialize(session, SessionFormat, SessionJson.Default.Options));
        Session = session;
    }

    public void Add(LoggedNetwork network, IReadOnlyList<KernelMeasurement> kernels)
    {
        Append(KernelFile, KernelMeasurementFile.Header, kernels.Select(KernelMeasurementFile.Line));
        Append(NetworkFile, NetworkHeader, [string.Create(CultureInfo.InvariantCulture, $"{network.Name},{network.Batch},{network.LayersMs:G6},{network.WholeMs / network.Batch:G6}")]);
        _kernels.AddRange(kernels);
        _networks.Add(network);
    }

    private static void Append(string file, string header, IEnumerable<string> lines)
    {
        try
        {
            File.AppendAllText(file, Lines(new FileInfo(file) is { Exists: true, Length: > 0 } ? lines : lines.Prepend(header)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException($"{file}: cannot be written: {error.Message}", error);
        }
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static LoggedNetwork Network(CsvRow row)
    {
        var batch = (int)row.Number("batch", 1, 1 << 20);
        return new LoggedNetwork(row.Text("name"), batch, row.Number("layers_ms", 0, 1e9),
            row.Text("latency_ms_per_image").Length > 0 ? row.Number("latency_ms_per_image", 0, 1e9) * batch : null);
    }

    private static T Named<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ISyNetException error)
        {
            throw new DeviceException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Removes an incomplete last line. Returns whether the file has rows.</summary>
    private static bool Trim(string file)
    {
        if (!File.Exists(file))
            return false;
        var text = File.ReadAllText(file);
        var end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
            AtomicFile.WriteText(file, text[..end]);
        return text.AsSpan(0, end).Count('\n') > 1;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(KernelSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
