using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ISyNet.Hardware;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies;

/// <summary>
/// What a study's device, space and images held when it was made, as SHA-256 in hex: their names stay the same when a file is edited.
/// Null where it was not recorded, as in studies of earlier versions. Immutable.
/// </summary>
/// <param name="Device">Of the device: every field, whatever its file's layout.</param>
/// <param name="Space">Of the space, for the study's input and classes; names and descriptions do not count.</param>
/// <param name="Data">Of the images that candidates are trained and judged on.</param>
public sealed record ContentHashes(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Device = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Space = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null)
{
    /// <summary>The hashes of a device and a space, and that of images where it is known.</summary>
    public static ContentHashes Create(Device device, SearchSpace space, string? data = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        return new ContentHashes(Hash(DeviceFile.Write(device)), Hash(space.Content()), data);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
