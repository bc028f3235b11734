using ISyNet.Graph;

namespace ISyNet.Images.Decoding;

/// <summary>A picture brought to the size that a network takes, whole, at the left top corner.</summary>
/// <param name="Pixels">8-bit pixels, CHW.</param>
/// <param name="Width">Columns of the picture itself.</param>
/// <param name="Height">Rows of the picture itself.</param>
/// <param name="Scale">Pixels of the result per pixel of the picture.</param>
public sealed record FittedPicture(byte[] Pixels, int Width, int Height, double Scale)
{
    /// <summary>The grey value beside and below the picture.</summary>
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
