using ISyNet.Graph;

namespace ISyNet.Images.Decoding;

/// <summary>The size of a picture file.</summary>
/// <param name="Width">Width of the upright picture.</param>
/// <param name="Height">Height of the upright picture.</param>
/// <param name="Orientation">EXIF orientation of the file, 1 to 8; 1: it is stored upright.</param>
public readonly record struct PictureSize(int Width, int Height, int Orientation);

/// <summary>A whole picture scaled to fit the input size of a network, at the top left corner.</summary>
/// <param name="Pixels">8-bit pixels, CHW.</param>
/// <param name="Size">The size of the upright picture.</param>
/// <param name="Scale">Pixels of the result per pixel of the picture.</param>
public sealed record FittedPicture(byte[] Pixels, PictureSize Size, double Scale)
{
    /// <summary>The grey value to the right of and below the picture.</summary>
    public const byte Filling = 114;

    internal static byte[] Fill(byte[] planes, Shape fitted, Shape target)
    {
        if (fitted == target)
            return planes;
        var filled = new byte[target.Elements];
        Array.Fill(filled, Filling);
        for (var row = 0; row < target.Channels * fitted.Height; row++)
        {
            var at = ((row / fitted.Height * target.Height) + (row % fitted.Height)) * target.Width;
            planes.AsSpan(row * fitted.Width, fitted.Width).CopyTo(filled.AsSpan(at));
        }

        return filled;
    }
}
