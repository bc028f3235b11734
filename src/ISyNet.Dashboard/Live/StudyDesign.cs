using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>The space and the device that a study names. A study can be read where their files are not: then they are null, and the reason is a line.</summary>
/// <param name="Space">The space for the input and classes of the study.</param>
/// <param name="Device">The device.</param>
/// <param name="Problem">Why one is missing or has changed; null if all is well.</param>
internal sealed record StudyDesign(SearchSpace? Space, Device? Device, string? Problem)
{
    private const int Most = 64;
    private static readonly BoundedCache<string, StudyDesign> Known = new(Most, StringComparer.Ordinal);

    /// <summary>Finds them.</summary>
    public static StudyDesign Open(StudySpec spec)
    {
        // Shipped ones never change while this process runs; files may.
        if (IsFile(spec.Space) || IsFile(spec.Device))
            return Find(spec);
        var key = StudySpecJson.Write(spec);
        return Known.TryGetValue(key, out var known) ? known : Known.Keep(key, Find(spec));
    }

    private static StudyDesign Find(StudySpec spec)
    {
        var (space, lacksSpace) = Try($"space '{spec.Space}'", () => (IsFile(spec.Space) ? SpaceFile.Load(spec.Space) : SpaceCatalog.Find(spec.Space))?.For(Shape.Parse(spec.Input), spec.Classes));
        var (device, lacksDevice) = Try($"device '{spec.Device}'", () => IsFile(spec.Device) ? LoadDevice(spec.Device) : DeviceCatalog.Find(spec.Device));
        var problem = lacksSpace ?? lacksDevice ?? (space is not null && device is not null ? spec.ChangeOf(ContentHashes.Create(device, space)) : null);
        return new StudyDesign(space, device, problem);
    }

    private static Device? LoadDevice(string name)
    {
        var end = name.IndexOf(".json", StringComparison.OrdinalIgnoreCase) + ".json".Length;
        var device = DeviceFile.Load(name[..end]);
        return end < name.Length ? device.At(name[(end + 1)..]) : device;
    }

    private static bool IsFile(string name) => name.Contains(".json", StringComparison.OrdinalIgnoreCase);

    private static (T? Found, string? Problem) Try<T>(string what, Func<T?> find) where T : class
    {
        try
        {
            return find() is { } found ? (found, null) : (null, $"the {what} is not known here");
        }
        catch (ISyNetException error)
        {
            return (null, $"the {what} cannot be read: {error.Message}");
        }
    }
}
