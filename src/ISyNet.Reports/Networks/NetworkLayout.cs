namespace ISyNet.Reports.Networks;

/// <summary>How the boxes of a drawing are placed. A page holds the drawing in every layout, and its style shows the one that has room, so that the text stays legible on a phone.</summary>
/// <param name="Name">Its class in the style.</param>
/// <param name="Width">Width of the drawing.</param>
/// <param name="Left">Room at the left, where connections turn from one row to the next.</param>
/// <param name="BoxWidth">Width of a box.</param>
/// <param name="PerRow">Boxes in a row.</param>
internal sealed record NetworkLayout(string Name, double Width, double Left, double BoxWidth, int PerRow)
{
    /// <summary>Room between two boxes of a row.</summary>
    public const double Gap = 28;

    /// <summary>Rows of boxes, on a wide page.</summary>
    public static NetworkLayout Wide { get; } = new("wide", 880, 14, 192, 4);

    /// <summary>One box below the other, on a phone or beside another drawing.</summary>
    public static NetworkLayout Narrow { get; } = new("narrow", 320, 16, 292, 1);
}
