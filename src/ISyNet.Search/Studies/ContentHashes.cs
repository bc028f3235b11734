using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ISyNet.Hardware.Devices;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies;

/// <summary>
/// SHA-256 hashes, in hex, of the device, space and images of a study when it was created: their names stay the same when a file is edited.
/// Null if a hash was not recorded, as in studies of earlier versions. Immutable.
/// </summary>
/// <param name="Device">Hash of the device: every field, for any layout of its file.</param>
/// <param name="Space">Hash of the space, with the input and classes of the study; names and descriptions are ignored.</param>
/// <param name="Data">Hash of the images for training and evaluation of candidates.</param>
public sealed record ContentHashes(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Device = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Space = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null)
{
    /// <summary>The hashes of a device, a space, and the images if they are known.</summary>
    public static ContentHashes Create(Device device, SearchSpace space, string? data = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        return new ContentHashes(Hash(DeviceFile.Write(device)), Hash(space.Content()), data);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
